using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

public sealed class RenditionJoinTests
{
    [Test]
    public void Renditions_become_one_archival_one_with_the_same_pages()
    {
        using var bench = new Workbench();
        string[] paths = [Made(bench, "a", "eins", "zwei"), Made(bench, "b", "drei"), Made(bench, "c", "vier")];
        var (joined, result) = Join(bench, paths);
        Assert.That((result.IsPdfA, result.PageCount), Is.EqualTo((true, 4)), string.Join('\n', result.WhyNot));
        WrittenPdf.AssertSound(joined, 4);
        Assert.That(Enumerable.Range(1, 4).Select(page => WrittenPdf.Text(joined, page)), Is.EqualTo(new[] { "eins", "zwei", "drei", "vier" }));
        Assert.That(WrittenPdf.Pixels(bench, joined, 4), Is.EqualTo(WrittenPdf.Pixels(bench, paths[2], 1)));
        Assert.That(Workbench.Run("pdfinfo", joined).Output, Does.Match(@"Title: +Brief an Größe"));
    }

    [Test]
    public void Outline_links_names_and_labels_lead_to_the_pages_that_they_led_to()
    {
        using var bench = new Workbench();
        string[] paths = [Named(bench, "a"), Named(bench, "b")];
        var (joined, _) = Join(bench, paths);
        WrittenPdf.AssertSound(joined, 4);
        using var document = PdfDocument.Open(joined);
        var pages = document.Pages().Select(page => page.Id).ToList();
        var entries = OutlineEntries.Of(document).OrderBy(entry => entry["/Title"].Text).ToList();
        Assert.That(entries.Select(entry => entry["/Title"].Text), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(entries.Select(entry => entry["/Dest"][0].Id), Is.EqualTo(new[] { pages[1], pages[3] }), "The name is the same in both, and stands for another page.");
        Assert.That(entries.Select(entry => entry["/Parent"].Id), Is.All.EqualTo(document.Catalog["/Outlines"].Id));
        Assert.That((document.Catalog["/Outlines"]["/Last"].Id, document.Catalog["/Outlines"]["/Count"].Integer, entries[1]["/Prev"].Id), Is.EqualTo((entries[1].Id, (long?)2, entries[0].Id)));
        Assert.That(new[] { 0, 2 }.Select(page => document.Page(PageNumber.FromIndex(page))["/Annots"][0]["/A"]["/D"][0].Id), Is.EqualTo(new[] { pages[1], pages[3] }));
        var labels = document.Catalog["/PageLabels"]["/Nums"];
        Assert.That(Enumerable.Range(0, labels.Count / 2).Select(i => (labels[2 * i].Integer, labels[(2 * i) + 1]["/S"].Name)), Is.EqualTo(new[] { (0L, "/r"), ((long?)2L, "/r") }), "i, ii, i, ii");
    }

    [Test]
    public void Layers_that_are_off_stay_off()
    {
        using var bench = new Workbench();
        string[] paths = [Layered(bench, "a"), Layered(bench, "b")];
        var (joined, _) = Join(bench, paths);
        WrittenPdf.AssertSound(joined, 4);
        using var document = PdfDocument.Open(joined);
        var layers = document.Catalog["/OCProperties"];
        Assert.That((layers["/OCGs"].Count, layers["/D"]["/OFF"].Count), Is.EqualTo((2, 2)));
        Assert.That(WrittenPdf.Pixels(bench, joined, 3), Is.EqualTo(WrittenPdf.Pixels(bench, paths[1], 1)));
    }

    [Test]
    public void A_signed_file_is_no_part_of_another()
    {
        using var bench = new Workbench();
        var signed = StrangeFile.Write(bench.File("signed.pdf"), catalog: "/AcroForm<</SigFlags 3/Fields[10 0 R]>>", objects: "<</FT/Sig/T(a)/V<</Type/Sig>>>>");
        var refused = Assert.Throws<UnreadableException>(() => Join(bench, Made(bench, "a", "eins"), signed));
        Assert.That(refused!.Failure.Code, Is.EqualTo(FailureCode.Signed));
    }

    /// <summary>Two pages; the outline and a link on the first lead by name to the second.</summary>
    private static string Named(Workbench bench, string title) => StrangeFile.Write(
        bench.File(title + ".pdf"),
        catalog: "/PageLabels<</Nums[0<</S/r>>]>>/Names<</Dests<</Names[(there)[4 0 R/Fit]]>>>>/Outlines 10 0 R",
        page: "/Annots[12 0 R]",
        objects: ["<</Type/Outlines/First 11 0 R/Last 11 0 R/Count 1>>", $"<</Title({title})/Parent 10 0 R/Dest(there)>>", "<</Type/Annot/Subtype/Link/F 4/Rect[0 0 9 9]/A<</S/GoTo/D(there)>>>>"]);

    /// <summary>A dark rectangle on a layer that is off.</summary>
    private static string Layered(Workbench bench, string title) => StrangeFile.Write(
        bench.File(title + ".pdf"),
        catalog: "/OCProperties<</OCGs[10 0 R]/D<</Name(d)/OFF[10 0 R]>>>>",
        content: "/OC /L BDC 0 g 10 10 50 50 re f EMC",
        resources: "/Properties<</L 10 0 R>>",
        objects: $"<</Type/OCG/Name({title})>>");

    private static string Made(Workbench bench, string name, params string[] words)
    {
        var (path, _) = bench.Assemble([.. words.Select((word, i) => SmallPages.Page(i + 1, SmallPages.Gray(300 + (10 * word.Length), 400), SmallPages.Line(40, (word, 50, 210))))]);
        var own = bench.File(name + ".pdf");
        File.Move(path, own);
        return own;
    }

    private static (string Path, AssembledPdf Result) Join(Workbench bench, params string[] paths)
    {
        var joined = bench.File("joined.pdf");
        return (joined, RenditionJoin.Write(paths, SmallPages.Metadata with { Language = null }, joined, CancellationToken.None));
    }
}
