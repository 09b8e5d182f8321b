using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

public sealed class PageGraftTests
{
    private static readonly string[] Sources =
    [
        "pdf/toc.pdf", "pdf/link.pdf", "pdf/acroform.pdf", "pdf/3small.pdf", "pdf/multipage.pdf", "pdf/graph.pdf", "pdf/truetype_font_nomapping.pdf",
        "pdf/missing_docinfo.pdf", "pdf/meta.pdf", "pdf/no_contents.pdf", "pdf/trivial.pdf", "formats/with-form.pdf", "formats/multi-page-mixed.pdf",
        "formats/invalid_pdf.pdf",
    ];

    [TestCaseSource(nameof(Sources))]
    public void A_kept_document_looks_as_before(string name)
    {
        var source = Corpus.File(Path.GetDirectoryName(name)!, Path.GetFileName(name));
        using var bench = new Workbench();
        var (path, result) = bench.Graft(source, []);
        AssertSound(path);
        using var before = PdfDocument.Open(source);
        Assert.That(result.PageCount, Is.EqualTo(before.PageCount));
        Assert.That(Rendered(bench, path, "after"), Is.EqualTo(Rendered(bench, source, "before")));
        TestContext.Out.WriteLine($"{result.IsPdfA} {string.Join("; ", result.WhyNot)}");
    }

    [TestCaseSource(nameof(Sources))]
    public void A_scan_takes_the_place_of_the_first_page(string name)
    {
        var source = Corpus.File(Path.GetDirectoryName(name)!, Path.GetFileName(name));
        using var bench = new Workbench();
        var scan = SmallPages.Page(1, SmallPages.Gray(500, 300), SmallPages.Line(40, ("eingescannt", 50, 210)));
        var (path, _) = bench.Graft(source, [scan]);
        AssertSound(path);
        Assert.That(Workbench.Run("pdftotext", "-l", "1", path, "-").Output.Trim(), Is.EqualTo("eingescannt"));
        Assert.That(Workbench.Run("pdfinfo", path).Output, Does.Contain("500 x 300 pts"));
    }

    /// <summary>mutool and other strict readers want a zlib stream where one is announced, however empty.</summary>
    [Test]
    public void An_empty_stream_is_not_announced_as_compressed()
    {
        using var bench = new Workbench();
        var source = StrangeFile.Write(bench.File("in.pdf"), content: "");
        var (path, _) = bench.Graft(source, []);
        using var document = PdfDocument.Open(path);
        Assert.That(document.Page(PageNumber.First)["/Contents"]["/Length"].Integer, Is.GreaterThan(0));
    }

    private static void AssertSound(string path)
    {
        Assert.That(Workbench.Complaints(path), Is.Empty);
        using var document = PdfDocument.Open(path);
        Assert.That(document.IsLinearized);
    }

    /// <summary>The pages as pictures, in few pixels: form fields that are drawn instead of laid over may differ by a shade at the edges.</summary>
    private static byte[][] Rendered(Workbench bench, string path, string prefix)
    {
        Workbench.Run("pdftoppm", "-r", "20", "-gray", "-aa", "no", "-aaVector", "no", path, bench.File(prefix));
        return [.. Directory.GetFiles(Path.GetDirectoryName(path) is { } ? Path.GetDirectoryName(bench.File(prefix))! : "", prefix + "-*.pgm").Order().Select(File.ReadAllBytes)];
    }
}
