using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>White writing on dark bars, as heads of tables have it.</summary>
public sealed class LightWritingTests
{
    private const string Letter = "business-letter";

    /// <summary>Bars that the letters nearly fill and higher ones; spaces are another matter.</summary>
    [TestCase(0, 3)]
    [TestCase(70, 6)]
    [TestCase(30, 8)]
    public void A_line_in_a_bar_reads_as_it_does_on_paper(int ground, int margin)
    {
        var (page, text) = WithBar((byte)ground, margin);
        Assert.That(Letters(SharedReaders.Read(page, 200).Text), Does.Contain(Letters(text)));
    }

    [Test]
    public void Both_readers_read_a_bar()
    {
        var (page, text) = WithBar(0, 8);
        foreach (var kind in new[] { LineReaderKind.Own, LineReaderKind.Tesseract })
        {
            using var pool = new RecognizerPool(LanguageSet.TryParse("eng")!, SharedReaders.Tessdata, engines: 1, kind);
            using var picture = PageImage.FromGray(page, new Dpi(200));
            using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
            var read = pool.Use(recognizer => recognizer.Read(cleaned, TimeSpan.FromMinutes(2), CancellationToken.None), CancellationToken.None);
            Assert.That(Letters(read.Text), Does.Contain(Letters(text)), $"{kind}");
        }
    }

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Some lines of the letter, the longest in a bar, and what that one says.</summary>
    private static (GrayPixels Page, string Text) WithBar(byte ground, int margin)
    {
        const int Around = 200;
        var line = SharedReaders.ReadLetter(Letter).Lines.MaxBy(line => line.Text.Length)!;
        var whole = Tests.Letters.Gray(Letter);
        var page = whole.Part(new PixelBox(0, line.Box.Top - Around, whole.Width, line.Box.Bottom + Around));
        var bar = new PixelBox(line.Box.Left - 20, Around - margin, line.Box.Right + 20, Around + line.Box.Height + margin);
        return (page.Changed((x, y, sample) => x >= bar.Left && x < bar.Right && y >= bar.Top && y < bar.Bottom ? 255 - (sample * (255 - ground) / 255.0) : sample), line.Text);
    }
}
