using System.Text.Json;
using Digitize.Ocr;

namespace Digitize.Cli.Tests.Ocr;

/// <summary>Pages with text of their own stay as they are, and are looked at all the same.</summary>
public sealed class KeptPagesTests
{
    [TestCase("barcode-128-custom.pdf", 1, "CODE-128", "CUSTOM BARCODE")]
    [TestCase("barcode-39-asn-123.pdf", 1, "CODE-39", "ASN00123")]
    [TestCase("split-by-asn-1.pdf", 10, null, null)]
    public void Barcodes_of_kept_pages_are_reported(string name, int pages, string? kind, string? text)
    {
        using var run = new Run();
        var code = run.Ocr(Corpus.File("mail-separators", name), request => request with { JsonPath = run.Place("a.json") });
        Assert.That(code, Is.EqualTo(ExitCode.Done), run.Errors);
        using var report = JsonDocument.Parse(File.ReadAllBytes(run.Place("a.json")));
        var reported = report.RootElement.GetProperty("pages").EnumerateArray().ToList();
        Assert.That(reported, Has.Count.EqualTo(pages));
        Assert.That(reported.Select(page => page.GetProperty("treatment").GetString()), Is.All.EqualTo("kept"));
        var found = reported.SelectMany(page => page.GetProperty("barcodes").EnumerateArray()).Select(barcode => (Kind: barcode.GetProperty("kind").GetString(), Text: barcode.GetProperty("text").GetString())).ToList();
        TestContext.Out.WriteLine(string.Join(", ", found));
        Assert.That(found, Is.Not.Empty);
        if (kind is not null)
        {
            Assert.That(found, Does.Contain((kind, text)));
        }
    }

    [Test]
    public void An_empty_page_is_reported_and_left_out_when_asked()
    {
        using var run = new Run();
        var code = run.Ocr(run.Write("a.pdf", TwoPages), request => request with
        {
            JsonPath = run.Place("a.json"),
            Options = request.Options with { DropBlankPages = true },
        });
        Assert.That(code, Is.EqualTo(ExitCode.Done), run.Errors);
        using var report = JsonDocument.Parse(File.ReadAllBytes(run.Place("a.json")));
        Assert.That(report.RootElement.GetProperty("pages").EnumerateArray().Select(page => page.GetProperty("treatment").GetString()), Is.EqualTo(new[] { "kept", "dropped" }));
        Assert.That(report.RootElement.GetProperty("pdf").GetProperty("pages").GetInt32(), Is.EqualTo(1));
    }

    /// <summary>One with text and one with nothing.</summary>
    private static byte[] TwoPages => SmallPdf.Of(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        SmallPdf.Stream("BT /F 20 Tf 60 700 Td (Sehr geehrte Damen und Herren) Tj ET"));
}
