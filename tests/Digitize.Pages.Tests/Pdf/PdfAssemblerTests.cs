using System.Globalization;
using System.Text.RegularExpressions;
using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages.Tests.Pdf;

public sealed partial class PdfAssemblerTests
{
    private static readonly FinishedPage Letter = SmallPages.Page(1, SmallPages.Gray(600, 400),
        SmallPages.Line(40, ("Sehr", 50, 110), ("geehrte", 125, 240), ("Größe,", 260, 370)),
        SmallPages.Line(90, ("für", 50, 95), ("100", 110, 160), ("€", 175, 190), ("𝔄ﬁ", 210, 260)));

    [Test]
    public void A_scanned_page_becomes_PDF_A_that_says_what_was_given()
    {
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(Letter);
        Assert.That(result.WhyNot, Is.Empty);
        Assert.That(result.IsPdfA);
        Assert.That(result.PageCount, Is.EqualTo(1));
        Assert.That(result.Bytes, Is.EqualTo(new FileInfo(path).Length));
        var info = Workbench.Run("pdfinfo", path).Output;
        Assert.That(info, Does.Contain("Brief an Größe & Söhne").And.Contain("600 x 400 pts").And.Contain("Optimized:       yes"));
    }

    [Test]
    public void The_same_input_gives_the_same_bytes()
    {
        using var bench = new Workbench();
        var first = File.ReadAllBytes(bench.Assemble(Letter).Path);
        var second = File.ReadAllBytes(bench.Assemble(Letter).Path);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void Nothing_is_left_of_the_draft()
    {
        using var bench = new Workbench();
        bench.Assemble(Letter);
        Assert.That(File.Exists(bench.File("draft.pdf")), Is.False);
    }

    [Test]
    public void Qpdf_finds_nothing_to_complain_about()
    {
        using var bench = new Workbench();
        var (exit, output) = Workbench.Run("qpdf", "--check", bench.Assemble(Letter, Letter with { Number = new PageNumber(2) }).Path);
        Assert.That(exit, Is.Zero, output);
    }

    [Test]
    public void Words_come_out_in_order_with_their_spaces_and_line_ends()
    {
        using var bench = new Workbench();
        var text = Workbench.Run("pdftotext", bench.Assemble(Letter).Path, "-").Output;
        Assert.That(text.TrimEnd(), Is.EqualTo("Sehr geehrte Größe,\nfür 100 € 𝔄ﬁ"));
    }

    [Test]
    public void Words_lie_over_their_boxes()
    {
        using var bench = new Workbench();
        var output = Workbench.Run("pdftotext", "-bbox", bench.Assemble(Letter).Path, "-").Output;
        var found = BoxPattern().Matches(output).Select(match => match.Groups.Values.Skip(1).Select(g => double.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        var words = Letter.Recognized!.Words.ToArray();
        Assert.That(found, Has.Length.EqualTo(words.Length));
        foreach (var (box, word) in found.Zip(words))
        {
            Assert.That(box[0], Is.EqualTo(word.Box.Left).Within(1), word.Text);
            Assert.That(box[1], Is.EqualTo(word.Box.Top).Within(2), word.Text);
            Assert.That(box[2], Is.EqualTo(word.Box.Right).Within(1), word.Text);
            Assert.That(box[3], Is.EqualTo(word.Box.Bottom).Within(2), word.Text);
        }
    }

    [Test]
    public void A_page_that_could_not_be_read_is_a_picture_only()
    {
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(Letter with { Recognized = null });
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        Assert.That(Workbench.Run("pdftotext", path, "-").Output.Trim(), Is.Empty);
    }

    [Test]
    public void Pages_out_of_order_are_refused()
    {
        using var bench = new Workbench();
        using var assembler = new PdfAssembler(bench.File("draft.pdf"), SmallPages.Metadata);
        assembler.Add(Letter with { Number = new PageNumber(2) });
        Assert.That(() => assembler.Add(Letter), Throws.ArgumentException);
    }

    [Test]
    public void Nothing_can_be_kept_without_a_source()
    {
        using var bench = new Workbench();
        using var assembler = new PdfAssembler(bench.File("draft.pdf"), SmallPages.Metadata);
        assembler.Keep(PageNumber.First);
        Assert.That(() => assembler.Finish(null, bench.File("out.pdf"), CancellationToken.None), Throws.InvalidOperationException);
    }

    [GeneratedRegex("xMin=\"([\\d.]+)\" yMin=\"([\\d.]+)\" xMax=\"([\\d.]+)\" yMax=\"([\\d.]+)\"")]
    private static partial Regex BoxPattern();
}
