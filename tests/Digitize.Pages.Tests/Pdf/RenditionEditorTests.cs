using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Pdf;

public sealed class RenditionEditorTests
{
    [Test]
    public void Pages_come_in_another_order_turned_or_not_at_all_and_the_result_is_archival()
    {
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(Page(1, "eins"), Page(2, "zwei"), Page(3, "drei"));
        var (edited, result) = Edit(bench, path, new(new(3), QuarterTurn.Clockwise90, null), new(new(1), QuarterTurn.None, null));
        Assert.That((result.IsPdfA, result.PageCount), Is.EqualTo((true, 2)), string.Join('\n', result.WhyNot));
        WrittenPdf.AssertSound(edited, 2);
        Assert.That(WrittenPdf.Text(edited, 1), Is.EqualTo("drei"));
        Assert.That(WrittenPdf.Text(edited, 2), Is.EqualTo("eins"));
        Assert.That(Workbench.Run("pdfinfo", edited).Output, Does.Match(@"Page rot: +90"));
        Assert.That(bench.Readable(edited), Does.Not.Contain("/Count 3"));

        var (again, _) = Edit(bench, edited, new(new(1), QuarterTurn.Clockwise270, null), new(new(2), QuarterTurn.None, null));
        Assert.That(Workbench.Run("pdfinfo", again).Output, Does.Match(@"Page rot: +0"));
        Assert.That(WrittenPdf.Pixels(bench, again, 1), Is.EqualTo(WrittenPdf.Pixels(bench, path, 3)));
    }

    [Test]
    public void Other_words_lie_over_the_same_picture_and_the_old_ones_are_gone()
    {
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(Page(1, "alt"), Page(2, "bleibt"));
        var words = bench.File("words.json");
        File.WriteAllBytes(words, RecognizedPageJson.Write(Page(1, "neu").Recognized! with { Lines = [SmallPages.Line(40, ("Größe", 50, 210)), SmallPages.Line(90, ("λόγος", 50, 210))] }));
        var (edited, result) = Edit(bench, path, new(new(1), QuarterTurn.None, words), new(new(2), QuarterTurn.None, null));
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        WrittenPdf.AssertSound(edited, 2);
        Assert.That(WrittenPdf.Text(edited, 1).Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "Größe", "λόγος" }));
        Assert.That(WrittenPdf.Text(edited, 2), Is.EqualTo("bleibt"));
        foreach (var page in new[] { 1, 2 })
        {
            Assert.That(WrittenPdf.Pixels(bench, edited, page), Is.EqualTo(WrittenPdf.Pixels(bench, path, page)));
        }

        // Once more: an edited page is a page like any other, and one without words can get some again.
        File.WriteAllBytes(words, RecognizedPageJson.Write(Page(1, "neu").Recognized! with { Lines = [] }));
        var (empty, _) = Edit(bench, edited, new(new(1), QuarterTurn.None, words), new(new(2), QuarterTurn.None, null));
        Assert.That(WrittenPdf.Text(empty, 1), Is.Empty);
        File.WriteAllBytes(words, RecognizedPageJson.Write(Page(1, "wieder").Recognized!));
        var (back, _) = Edit(bench, empty, new(new(1), QuarterTurn.None, words), new(new(2), QuarterTurn.None, null));
        Assert.That(WrittenPdf.Text(back, 1), Is.EqualTo("wieder"));
        WrittenPdf.AssertSound(back, 2);
    }

    [Test]
    public void Outline_and_names_of_pages_stay_with_their_pages()
    {
        using var bench = new Workbench();
        var named = bench.File("named.pdf");
        using (var document = PdfDocument.Open(bench.Assemble(Page(1, "eins"), Page(2, "zwei"), Page(3, "drei")).Path))
        {
            var entry = document.MakeIndirect(document.Parse("<</Title(drei)>>"));
            entry.Set("/Dest", "[]");
            entry["/Dest"].Append(document.Page(new PageNumber(3)));
            entry["/Dest"].Append(document.Parse("/Fit"));
            var outline = document.MakeIndirect(document.Parse("<</Type/Outlines/Count 1>>"));
            entry.Set("/Parent", outline);
            outline.Set("/First", entry);
            outline.Set("/Last", entry);
            document.Catalog.Set("/Outlines", outline);
            document.Catalog.Set("/PageLabels", "<</Nums[0<</S/r>>]>>");
            document.Write(named);
        }

        var (edited, _) = Edit(bench, named, new(new(3), QuarterTurn.None, null), new(new(1), QuarterTurn.None, null));
        WrittenPdf.AssertSound(edited, 2);
        using var after = PdfDocument.Open(edited);
        Assert.That(after.Catalog["/Outlines"]["/First"]["/Dest"][0].Id, Is.EqualTo(after.Page(PageNumber.First).Id));
        var labels = after.Catalog["/PageLabels"]["/Nums"];
        Assert.That((labels[0].Integer, labels[1]["/S"].Name, labels[1]["/St"].Integer, labels[2].Integer, labels[3]["/St"].Integer), Is.EqualTo((0L, "/r", 3L, 1L, (long?)null)), "iii, i");
    }

    [Test]
    public void A_signed_file_is_refused_for_a_changed_copy_would_not_be_signed_any_more()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(bench.File("signed.pdf"), catalog: "/AcroForm<</SigFlags 3/Fields[10 0 R]>>", objects: "<</FT/Sig/T(a)/V<</Type/Sig>>>>");
        var refused = Assert.Throws<UnreadableException>(() => Edit(bench, source, new RenditionPage(new(2), QuarterTurn.None, null)));
        Assert.That(refused!.Failure.Code, Is.EqualTo(FailureCode.Signed));
    }

    private static FinishedPage Page(int number, string word) => SmallPages.Page(number, SmallPages.Gray(300 + (10 * number), 400), SmallPages.Line(40, (word, 50, 210)));

    private static (string Path, AssembledPdf Result) Edit(Workbench bench, string path, params RenditionPage[] pages)
    {
        var edited = bench.File($"edited-{Guid.NewGuid():N}.pdf");
        return (edited, RenditionEditor.Write(path, pages, SmallPages.Metadata with { Language = null }, edited, CancellationToken.None));
    }
}
