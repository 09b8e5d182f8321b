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
        AssertSound(edited, 2);
        Assert.That(Text(edited, 1), Is.EqualTo("drei"));
        Assert.That(Text(edited, 2), Is.EqualTo("eins"));
        Assert.That(Workbench.Run("pdfinfo", edited).Output, Does.Match(@"Page rot: +90"));
        Assert.That(bench.Readable(edited), Does.Not.Contain("/Count 3"));

        var (again, _) = Edit(bench, edited, new(new(1), QuarterTurn.Clockwise270, null), new(new(2), QuarterTurn.None, null));
        Assert.That(Workbench.Run("pdfinfo", again).Output, Does.Match(@"Page rot: +0"));
        Assert.That(Pixels(bench, again, 1), Is.EqualTo(Pixels(bench, path, 3)));
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
        AssertSound(edited, 2);
        Assert.That(Text(edited, 1).Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "Größe", "λόγος" }));
        Assert.That(Text(edited, 2), Is.EqualTo("bleibt"));
        foreach (var page in new[] { 1, 2 })
        {
            Assert.That(Pixels(bench, edited, page), Is.EqualTo(Pixels(bench, path, page)));
        }

        // Once more: an edited page is a page like any other, and one without words can get some again.
        File.WriteAllBytes(words, RecognizedPageJson.Write(Page(1, "neu").Recognized! with { Lines = [] }));
        var (empty, _) = Edit(bench, edited, new(new(1), QuarterTurn.None, words), new(new(2), QuarterTurn.None, null));
        Assert.That(Text(empty, 1), Is.Empty);
        File.WriteAllBytes(words, RecognizedPageJson.Write(Page(1, "wieder").Recognized!));
        var (back, _) = Edit(bench, empty, new(new(1), QuarterTurn.None, words), new(new(2), QuarterTurn.None, null));
        Assert.That(Text(back, 1), Is.EqualTo("wieder"));
        AssertSound(back, 2);
    }

    [Test]
    public void Links_and_names_of_pages_stay_with_their_pages()
    {
        using var bench = new Workbench();
        var (path, _) = bench.Graft(Corpus.File("pdf", "toc.pdf"), []);
        using var before = PdfDocument.Open(path);
        var count = before.PageCount;
        var (edited, result) = Edit(bench, path, [.. Enumerable.Range(1, count).Reverse().Select(page => new RenditionPage(new PageNumber(page), QuarterTurn.None, null))]);
        AssertSound(edited, count);
        Assert.That(Text(edited, 1), Is.EqualTo(Text(path, count)));
        Assert.That(result.PageCount, Is.EqualTo(count));
        Assert.That(Workbench.Complaints(edited), Is.Empty);
    }

    private static FinishedPage Page(int number, string word) => SmallPages.Page(number, SmallPages.Gray(300 + (10 * number), 400), SmallPages.Line(40, (word, 50, 210)));

    private static (string Path, AssembledPdf Result) Edit(Workbench bench, string path, params RenditionPage[] pages)
    {
        var edited = bench.File($"edited-{Guid.NewGuid():N}.pdf");
        return (edited, RenditionEditor.Write(path, pages, SmallPages.Metadata with { Language = null }, edited, CancellationToken.None));
    }

    private static void AssertSound(string path, int pages)
    {
        Assert.That(PdfChecks.Faults(path, pages, CancellationToken.None), Is.Empty);
        Assert.That(Workbench.Complaints(path), Is.Empty);
    }

    private static string Text(string path, int page) => Workbench.Run("pdftotext", "-f", $"{page}", "-l", $"{page}", path, "-").Output.Trim();

    private static byte[] Pixels(Workbench bench, string path, int page)
    {
        var prefix = bench.File("drawn");
        Workbench.Run("pdftoppm", "-r", "40", "-gray", "-singlefile", "-f", $"{page}", "-l", $"{page}", path, prefix);
        return File.ReadAllBytes(prefix + ".pgm");
    }
}
