using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;
using Digitize.Pages.Tests.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>Our own reader against libtesseract, and against itself with other arithmetic and in other company.</summary>
public sealed class NetworkLineReaderTests
{
    private static readonly Arithmetic[] WithVectors = [Arithmetic.Portable, Arithmetic.Avx2, Arithmetic.Avx512, Arithmetic.AvxVnni];

    [TestCase("deu", "stadtwerke-jahresrechnung")]
    [TestCase("eng", "business-letter")]
    public void Lines_read_as_libtesseract_reads_them(string language, string letter)
    {
        var strips = Strips(letter);
        using var own = Own(LanguageModel.Open(ModelFiles.PathOf(language)), Arithmetics.Best);
        using var tesseract = new TesseractLineReader(SharedReaders.Tessdata, language);
        AssertSame(Read(own, strips), Read(tesseract, strips));
    }

    [Test]
    public void A_model_of_fractions_reads_as_libtesseract_reads_it()
    {
        using var folder = new TempModels(FractionModel.Of(ModelFiles.Bytes("eng")));
        var strips = Strips("business-letter").Take(12).ToList();
        using var own = Own(LanguageModel.Open(folder.File), Arithmetics.Best);
        using var tesseract = new TesseractLineReader(folder.Path, TempModels.Language);
        Assert.That(Texts(Read(own, strips)), Is.EqualTo(Texts(Read(tesseract, strips))));
    }

    [TestCaseSource(nameof(WithVectors))]
    public void Every_way_of_calculating_reads_the_same(object way)
    {
        var arithmetic = (Arithmetic)way;
        Assume.That(Arithmetics.IsSupported(arithmetic), $"This processor has no {arithmetic}.");
        var strips = Strips("business-letter").Take(5).ToList();
        using var vectors = Own(ModelFiles.English, arithmetic);
        using var scalar = Own(ModelFiles.English, Arithmetic.Scalar);
        Assert.That(Read(vectors, strips), Is.EqualTo(Read(scalar, strips)));
    }

    [Test]
    public void A_line_reads_the_same_alone_and_in_any_company()
    {
        var strips = Strips("business-letter").Take(14).ToList();
        using var reader = Own(ModelFiles.English, Arithmetics.Best);
        var together = Read(reader, strips);
        var backwards = Read(reader, Enumerable.Reverse(strips).ToList());
        backwards.Reverse();
        Assert.That(backwards, Is.EqualTo(together));
        Assert.That(strips.SelectMany(strip => Read(reader, [strip])), Is.EqualTo(together));
    }

    [Test]
    public void Strips_with_nothing_on_them_have_no_words()
    {
        using var reader = Own(ModelFiles.English, Arithmetics.Best);
        List<LineStrip> strips = [.. new[] { 1, 2, 3, 90 }.Select(width => new LineStrip(new GrayPixels(width, LineStrip.Height, [.. Enumerable.Repeat((byte)255, width * LineStrip.Height)]), 1, 0))];
        Assert.That(Read(reader, strips).Take(2), Is.All.Empty);
        Assert.That(Read(reader, []), Is.Empty);
    }

    [Test]
    public void Our_own_reader_refuses_a_model_that_it_does_not_know_and_the_usual_one_takes_libtesseract()
    {
        using var folder = new TempModels([1, 2, 3, 4]);
        var languages = LanguageSet.TryParse(TempModels.Language)!;
        Assert.That(() => new LineReaderFactory(languages, folder.Path, LineReaderKind.Own).Make(), Throws.TypeOf<UnreadableException>().With.Message.StartWith($"{TempModels.Language}.traineddata: "));
        Assert.That(new LineReaderFactory(LanguageSet.TryParse("eng")!, SharedReaders.Tessdata, LineReaderKind.Usual).UsesOwn, Is.True);
        Assert.That(new LineReaderFactory(languages, folder.Path, LineReaderKind.Usual).UsesOwn, Is.False);
    }

    private static NetworkLineReader Own(LanguageModel model, Arithmetic arithmetic) => new(new LaidOutNetwork(model, arithmetic));

    private static List<LineStrip> Strips(string letter)
    {
        using var picture = Letters.Picture(letter);
        var found = LineFinder.Find(picture);
        return [.. ReadingOrder.Arrange(found.Lines, found.Rules).SelectMany(row => row.Cells).Select(cell => LineStrip.Cut(found.Gray, cell))];
    }

    private static List<List<ReadWord>> Read(ILineReader reader, List<LineStrip> strips)
    {
        using var watch = new ReadingDeadline(TimeSpan.FromMinutes(2), CancellationToken.None);
        return [.. reader.Read(strips, watch)];
    }

    private static void AssertSame(List<List<ReadWord>> own, List<List<ReadWord>> theirs)
    {
        Assert.That(Texts(own), Is.EqualTo(Texts(theirs)));
        foreach (var (mine, other) in own.SelectMany(line => line).Zip(theirs.SelectMany(line => line)))
        {
            Assert.That(mine.Confidence.Value, Is.EqualTo(other.Confidence.Value).Within(1e-4), mine.Text);
            Assert.That(mine.InDictionary, Is.EqualTo(other.InDictionary), mine.Text);
            Assert.That(mine.Left, Is.EqualTo(other.Left).Within(LineStrip.Height / 2), mine.Text);
        }
    }

    private static List<string> Texts(List<List<ReadWord>> lines) => [.. lines.Select(line => string.Join(' ', line.Select(word => word.Text)))];
}
