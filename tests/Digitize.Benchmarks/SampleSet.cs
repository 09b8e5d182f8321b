using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>The scanned mail of samples/, with its true text.</summary>
internal static class SampleSet
{
    private const int AssumedDpi = 300;

    public static IReadOnlyList<ScanFile> Find(string folder) =>
        [.. Directory.GetFiles(folder).Where(IsScan).Order(StringComparer.Ordinal).Select(Describe)];

    public static bool IsScan(string path) => Path.GetExtension(path) is ".pdf" or ".tif" or ".jpg";

    private static ScanFile Describe(string path)
    {
        var truth = WordScore.Pages(File.ReadAllText(Path.ChangeExtension(path, ".txt")));
        var isPdf = Path.GetExtension(path) == ".pdf";
        var languages = Path.GetFileName(path).Contains("english", StringComparison.Ordinal) ? "eng" : "deu+eng";
        var pages = isPdf ? PagesOfPdf(path) : Pictures.CountIn(path);
        return new ScanFile(path, pages, languages, KindOf(path, isPdf), truth, AsScanned: true, isPdf || Pictures.StateResolution(path) ? null : AssumedDpi);
    }

    private static ScanKind KindOf(string path, bool isPdf)
    {
        var isBitonal = isPdf
            ? PicturesOfPdf(path).All(row => row.Contains(" ccitt ", StringComparison.Ordinal) || row.Contains(" jbig2 ", StringComparison.Ordinal))
            : Pictures.AreBitonal(path);
        return isBitonal ? ScanKind.Bitonal : ScanKind.GrayOrColor;
    }

    // The first two lines are the heading.
    private static IEnumerable<string> PicturesOfPdf(string path) => Tool.Output("pdfimages", "-list", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2);

    private static int PagesOfPdf(string path) => int.Parse(Tool.Output("qpdf", "--show-npages", path), CultureInfo.InvariantCulture);
}
