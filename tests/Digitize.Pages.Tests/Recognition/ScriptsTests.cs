using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;
using Digitize.Pages.Tests.Recognition.Models;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>
/// Lines in many scripts, with the models of other languages where they are on the machine: in the folder that DIGITIZE_TEST_MODELS names, or where the system keeps those of its packages.
/// </summary>
public sealed class ScriptsTests
{
    private static readonly string[] Folders = [Environment.GetEnvironmentVariable("DIGITIZE_TEST_MODELS") ?? "", "/usr/share/tesseract-ocr/5/tessdata", SharedReaders.Tessdata];

    private static readonly string Drawn = Path.Combine(Corpus.RepositoryRoot, "tests", "TestFiles", "scripts");

    private static readonly Dictionary<string, string> Lines =
        File.ReadLines(Path.Combine(Drawn, "lines.txt")).Select(line => line.Split('\t')).ToDictionary(line => line[0], line => line[1]);

    [Test]
    public void A_line_of_each_script_reads_as_libtesseract_reads_it()
    {
        List<string> present = [.. Lines.Keys.Where(language => FolderOf(language) is not null)];
        Assume.That(present, Is.Not.Empty, "No model of these languages is on this machine; DIGITIZE_TEST_MODELS may name a folder with some.");
        Assert.Multiple(() =>
        {
            foreach (var language in present)
            {
                var model = LanguageModel.Open(Path.Combine(FolderOf(language)!, language + ".traineddata"));
                var strips = StripsOf(language, model.Network.Height);
                using var own = new NetworkLineReader(new LaidOutNetwork(model, Arithmetics.Best));
                using var tesseract = new TesseractLineReader(FolderOf(language)!, language);
                var (mine, theirs) = (Read(own, strips), Read(tesseract, strips));
                TestContext.Out.WriteLine($"{language}, {model.Network.Height} pixels: {mine}");
                if (model.Characters.RunsFromRight)
                {
                    Assert.That(() => Readers(language, LineReaderKind.Own), Throws.TypeOf<UnreadableException>().With.Message.Contains("right to left"));
                    continue;
                }

                Assert.That(mine, Is.EqualTo(theirs), language);
                Assert.That(Common(mine, Lines[language]), Is.GreaterThan(0.9), $"{language}: {mine}");
            }
        });
    }

    [Test]
    public void A_language_that_is_written_from_right_to_left_is_left_to_libtesseract()
    {
        using var folder = new TempModels(ModelFiles.With(ModelFiles.Bytes("deu"), (part, bytes) => part == ModelFile.Characters ? InHebrew(bytes) : bytes));
        var languages = LanguageSet.TryParse(TempModels.Language)!;
        Assert.That(new LineReaderFactory(languages, folder.Path, LineReaderKind.Usual).UsesOwn, Is.False);
        Assert.That(() => new LineReaderFactory(languages, folder.Path, LineReaderKind.Own).UsesOwn, Throws.TypeOf<UnreadableException>().With.Message.Contains("right to left"));
    }

    /// <summary>The network of a model does not know how high its strips are, so that of another one can be told another height.</summary>
    [Test]
    public void A_model_that_wants_higher_strips_gets_them()
    {
        const int Height = 48;
        using var folder = new TempModels(ModelFiles.With(ModelFiles.Bytes("eng"), (part, bytes) => part == ModelFile.Network ? OfHeight(bytes, Height) : bytes));
        var languages = LanguageSet.TryParse(TempModels.Language)!;
        using var picture = Letters.Picture("business-letter");
        var found = LineFinder.Find(picture);
        List<FoundLine> lines = [.. found.Lines.OrderByDescending(line => line.Glyphs.Count).Take(6)];
        using var readers = new LineReaderFactory(languages, folder.Path, LineReaderKind.Own).Make();
        using var tesseract = new TesseractLineReader(folder.Path, TempModels.Language);
        using var watch = new ReadingDeadline(TimeSpan.FromMinutes(2), CancellationToken.None);
        var mine = readers.ReadPage(new PageStrips(found.Gray, lines), watch);
        var theirs = tesseract.Read([.. lines.Select(line => LineStrip.Cut(found.Gray, line, Height))], watch);
        Assert.That(mine.Select(Text), Is.EqualTo(theirs.Select(Text)));
        var usual = lines.ConvertAll(line => LineStrip.Cut(found.Gray, line));
        Assert.That(mine.Zip(usual, (words, strip) => words.Max(word => word.Right) <= strip.Pixels.Width + 1), Is.All.True, "places are told in strips of the usual height");
    }

    private static LineReaders Readers(string language, LineReaderKind kind) => new LineReaderFactory(LanguageSet.TryParse(language)!, FolderOf(language)!, kind).Make();

    private static string? FolderOf(string language) => Folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, language + ".traineddata")));

    private static List<LineStrip> StripsOf(string language, int height)
    {
        using var source = SourceFile.Open(Path.Combine(Drawn, language + ".png"), new PageOptions(), CancellationToken.None);
        using var page = source.ReadPage(PageNumber.First, CancellationToken.None);
        using var cleaned = PageCleaner.Clean(page.Image, QuarterTurn.None, CancellationToken.None);
        var found = LineFinder.Find(cleaned.ForReading);
        return [.. ReadingOrder.Arrange(found.Lines, found.Rules).SelectMany(row => row.Cells).Select(cell => LineStrip.Cut(found.Gray, cell, height))];
    }

    private static string Read(ILineReader reader, List<LineStrip> strips)
    {
        using var watch = new ReadingDeadline(TimeSpan.FromMinutes(2), CancellationToken.None);
        return string.Join(' ', reader.Read(strips, watch).Select(Text));
    }

    private static string Text(List<ReadWord> words) => string.Join(' ', words.Select(word => word.Text));

    /// <summary>The share of the true letters, spaces left out, that were read in their order.</summary>
    private static double Common(string read, string truth)
    {
        var (a, b) = (read.Replace(" ", "", StringComparison.Ordinal), truth.Replace(" ", "", StringComparison.Ordinal));
        var best = new int[a.Length + 1, b.Length + 1];
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                best[i, j] = a[i - 1] == b[j - 1] ? best[i - 1, j - 1] + 1 : Math.Max(best[i - 1, j], best[i, j - 1]);
            }
        }

        return best[a.Length, b.Length] / (double)b.Length;
    }

    private static byte[] InHebrew(byte[] characters) => System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(characters).Replace(" Latin ", " Hebrew ", StringComparison.Ordinal));

    /// <summary>The height stands in the sizes of the input, and as the number of inputs of the input and of all around it.</summary>
    private static byte[] OfHeight(byte[] network, int height)
    {
        var copy = (byte[])network.Clone();
        var input = copy.AsSpan().IndexOf("Input"u8) + 5 + 2 + 4;
        var sizes = input + 12 + 4 + BitConverter.ToInt32(copy, input + 12);
        foreach (var at in new[] { 1 + 4 + "Series".Length + 2 + 4, input, sizes + 4 })
        {
            Assert.That(BitConverter.ToInt32(copy, at), Is.EqualTo(36));
            BitConverter.TryWriteBytes(copy.AsSpan(at), height);
        }

        return copy;
    }
}
