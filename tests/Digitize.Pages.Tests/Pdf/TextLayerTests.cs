using System.Globalization;
using System.Text.RegularExpressions;
using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Pdf;

public sealed partial class TextLayerTests
{
    private const string Prose =
        "Sehr geehrte Damen und Herren, hiermit bestätigen wir den Eingang Ihres Schreibens vom dritten November und teilen Ihnen mit, dass die Bearbeitung "
        + "voraussichtlich vier Wochen dauern wird. Bitte geben Sie bei Rückfragen stets das oben genannte Aktenzeichen an. Die Rechnung über 1.234,56 € ist "
        + "innerhalb von 14 Tagen ohne Abzug zahlbar; bei späterer Zahlung berechnen wir Verzugszinsen gemäß Vertrag. Mit freundlichen Grüßen Müller & Söhne GmbH";

    [Test]
    public void The_text_of_five_hundred_words_takes_at_most_five_kilobytes()
    {
        var page = Paragraphs(500);
        var content = new ContentWriter();
        TextLayer.Write(content, page, 595, 842, new GlyphlessFont());
        var packed = PdfWriter.Deflate(content.ToBytes());
        TestContext.Out.WriteLine($"{content.ToBytes().Length} bytes, {packed.Length} compressed");
        Assert.That(packed, Has.Length.LessThanOrEqualTo(5 * 1024));
    }

    [Test]
    public void A_full_page_comes_out_as_it_was_read()
    {
        var page = Paragraphs(500);
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(Finished(page));
        Assert.That(Words(Workbench.Run("pdftotext", path, "-").Output), Is.EqualTo(Words(page.Text)));
        Assert.That(Words(Workbench.Run("mutool", "draw", "-F", "txt", path).Output), Is.SupersetOf(Words(page.Text)));
    }

    [Test]
    public void Lines_stay_lines()
    {
        var page = Paragraphs(120);
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(Finished(page));
        var lines = Workbench.Run("pdftotext", "-layout", path, "-").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(lines.Select(line => Regex.Replace(line, " +", " ")).Where(line => line != "\f"), Is.EqualTo(page.Lines.Select(line => line.Text)));
    }

    [Test]
    public void Every_word_of_a_full_page_lies_over_its_box()
    {
        var page = Paragraphs(500);
        using var bench = new Workbench();
        var found = Boxes(bench.Assemble(Finished(page)).Path, page.Dpi);
        var words = page.Words.ToArray();
        Assert.That(found, Has.Length.EqualTo(words.Length));
        var worst = found.Zip(words).Max(pair => Math.Max(Math.Abs(pair.First[0] - pair.Second.Box.Left), Math.Abs(pair.First[2] - pair.Second.Box.Right)));
        Assert.That(worst, Is.LessThan(1.5));
    }

    [TestCase(0.01)]
    [TestCase(-0.02)]
    [TestCase(0.05)]
    [TestCase(0.08)]
    [TestCase(-0.08)]
    public void A_sloping_line_is_followed(double slope)
    {
        var words = Enumerable.Range(0, 8).Select(i =>
        {
            var top = (int)(700 + (i * 250 * slope));
            return new Word($"Wort{i}", new PixelBox(100 + (i * 250), top, 300 + (i * 250), top + 50), new Confidence(1));
        }).ToArray();
        var line = new TextLine(words.Select(word => word.Box).Aggregate((a, b) => a.Union(b)), new Baseline(100, 740, slope), words);
        using var bench = new Workbench();
        var found = Boxes(bench.Assemble(Finished(new RecognizedPage(2480, 3508, new Dpi(300), [line]))).Path, new Dpi(300));
        Assert.That(found, Has.Length.EqualTo(words.Length));
        Assert.That(Words(Workbench.Run("pdftotext", bench.File("out.pdf"), "-").Output), Is.EqualTo(words.Select(word => word.Text)));
        foreach (var (box, word) in found.Zip(words))
        {
            Assert.That((box[0], box[2]), Is.EqualTo(((double)word.Box.Left, (double)word.Box.Right)).Using<(double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) < 6 && Math.Abs(a.Item2 - b.Item2) < 6), word.Text);
            Assert.That((box[1] + box[3]) / 2, Is.EqualTo((word.Box.Top + word.Box.Bottom) / 2.0).Within(15), word.Text);
        }
    }

    [Test]
    public void Words_that_overlap_keep_their_order_and_places()
    {
        var line = SmallPages.Line(40, ("eins", 50, 120), ("zwei", 118, 200), ("drei", 150, 260));
        using var bench = new Workbench();
        var (path, _) = bench.Assemble(SmallPages.Page(1, SmallPages.Gray(300, 200), line));
        Assert.That(Workbench.Run("mutool", "draw", "-F", "txt", path).Output, Does.Match("eins\\s+zwei\\s+drei"));
    }

    [Test]
    public void A_baseline_far_from_its_words_does_not_move_them()
    {
        var line = SmallPages.Line(100, ("Wort", 50, 120)) with { Baseline = new Baseline(0, 5000, 0) };
        using var bench = new Workbench();
        var box = Boxes(bench.Assemble(SmallPages.Page(1, SmallPages.Gray(300, 200), line)).Path, new Dpi(72)).Single();
        Assert.That(box[1], Is.EqualTo(100).Within(10));
    }

    [Test]
    public void Characters_beyond_the_usual_have_their_meaning()
    {
        const string Strange = "Ca\u0301n 𝔘𝔫𝔦 ﬃ ∑ Ω 漢字 👩\u200D👩\u200D👧 „Zitat“ (a\\b)";
        var words = Strange.Split(' ').Select((text, i) => (text, 20 + (i * 100), 100 + (i * 100))).ToArray();
        using var bench = new Workbench();
        var (path, result) = bench.Assemble(SmallPages.Page(1, SmallPages.Gray(1200, 200), SmallPages.Line(40, words)));
        Assert.That(result.IsPdfA, string.Join('\n', result.WhyNot));
        Assert.That(Workbench.Run("pdftotext", path, "-").Output.Trim(), Is.EqualTo(Strange));
    }

    private static RecognizedPage Paragraphs(int count)
    {
        var prose = Prose.Split(' ');
        var lines = new List<TextLine>();
        var words = new List<Word>();
        int x = 300, y = 400;
        for (var i = 0; i < count; i++)
        {
            // Uneven widths, as tesseract's boxes are.
            var text = prose[i % prose.Length];
            var width = (text.Length * 21) + (i * 7 % 5);
            if (x + width > 2200)
            {
                Close();
            }

            words.Add(new Word(text, new PixelBox(x, y + (i % 3), x + width, y + 44 - (i % 2)), new Confidence(0.95)));
            x += width + 13 + (i % 4);
        }

        Close();
        return new RecognizedPage(2480, 3508, new Dpi(300), lines);

        void Close()
        {
            lines.Add(new TextLine(new PixelBox(words[0].Box.Left, y, words[^1].Box.Right, y + 44), new Baseline(words[0].Box.Left, y + 35.2, 0.0003), [.. words], lines.Count % 9 == 0));
            words.Clear();
            (x, y) = (300, y + (lines.Count % 9 == 0 ? 100 : 60));
        }
    }

    private static FinishedPage Finished(RecognizedPage page)
    {
        var picture = new EncodedPicture(page.Width, page.Height, page.Dpi, [new PictureLayer(SmallPages.Gray(60, 80))]);
        return SmallPages.Page(1, picture) with { Recognized = page };
    }

    private static string[] Words(string text) => text.Split([' ', '\n', '\f'], StringSplitOptions.RemoveEmptyEntries);

    private static double[][] Boxes(string path, Dpi dpi) =>
        [.. BoxPattern().Matches(Workbench.Run("pdftotext", "-bbox", path, "-").Output)
            .Select(match => match.Groups.Values.Skip(1).Select(g => dpi.ToPixels(double.Parse(g.Value, CultureInfo.InvariantCulture))).ToArray())];

    [GeneratedRegex("xMin=\"([\\d.-]+)\" yMin=\"([\\d.-]+)\" xMax=\"([\\d.-]+)\" yMax=\"([\\d.-]+)\"")]
    private static partial Regex BoxPattern();
}
