using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class LineReadersTests
{
    [TestCase(LineReaderKind.Own)]
    [TestCase(LineReaderKind.Tesseract)]
    public void Each_line_is_read_in_the_language_that_fits_it(LineReaderKind kind)
    {
        using var readers = Readers("eng+deu", kind);
        Assert.That(ReadLongest(readers, "business-letter"), Does.Contain(' '));
        var german = ReadLongest(readers, "schulbrief");
        Assert.That(german, Does.Match("[äöüß]"), german);
    }

    [TestCase(LineReaderKind.Own)]
    [TestCase(LineReaderKind.Tesseract)]
    public void The_same_line_reads_the_same_after_other_lines(LineReaderKind kind)
    {
        using var readers = Readers("deu", kind);
        var first = ReadLongest(readers, "schulbrief");
        ReadLongest(readers, "business-letter");
        Assert.That(ReadLongest(readers, "schulbrief"), Is.EqualTo(first));
    }

    [Test]
    public void Long_words_and_known_words_weigh_more()
    {
        var unsure = new ReadWord("ab", 0, 10, new Confidence(0.2), false);
        var sure = new ReadWord("Rechnung", 20, 100, new Confidence(0.9), false);
        Assert.That(LineReaders.Quality([unsure, sure]), Is.InRange(0.7, 0.9));
        Assert.That(LineReaders.Quality([sure with { InDictionary = true }]), Is.GreaterThan(LineReaders.Quality([sure])));
        Assert.That(LineReaders.Quality([]), Is.Zero);
    }

    private static LineReaders Readers(string languages, LineReaderKind kind) => new LineReaderFactory(LanguageSet.TryParse(languages)!, SharedReaders.Tessdata, kind).Make();

    private static string ReadLongest(LineReaders readers, string letter)
    {
        using var watch = new ReadingDeadline(TimeSpan.FromMinutes(2), CancellationToken.None);
        using var picture = Letters.Picture(letter);
        var found = LineFinder.Find(picture);
        watch.Check();
        return string.Join(' ', readers.ReadPage(new PageStrips(found.Gray, [found.Lines.MaxBy(line => line.Glyphs.Count)!]), watch)[0].Select(word => word.Text));
    }
}
