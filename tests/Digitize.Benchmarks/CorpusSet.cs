namespace Digitize.Benchmarks;

/// <summary>The hard pages of shared/corpus/pages, scored by word and place. They are upright, so nobody is asked to turn them.</summary>
internal static class CorpusSet
{
    private const int AssumedDpi = 300;

    public static IReadOnlyList<ScanFile> Prepare(string corpus, string folder)
    {
        Directory.CreateDirectory(folder);
        return [.. Directory.GetFiles(corpus).Where(path => Path.GetExtension(path) is ".png" or ".jpg").Order(StringComparer.Ordinal).Select(path => Describe(path, folder))];
    }

    private static ScanFile Describe(string path, string folder)
    {
        var used = Pictures.HaveTransparency(path) ? WithoutTransparency(path, folder) : path;
        return new ScanFile(used, 1, "eng", ScanKind.GrayOrColor, Truth: null, AsScanned: false, Pictures.StateResolution(path) ? null : AssumedDpi);
    }

    // OCRmyPDF refuses pictures with an alpha channel; all contestants get the same copy without it.
    private static string WithoutTransparency(string path, string folder)
    {
        var copy = Path.Combine(folder, Path.GetFileName(path));
        Tool.Output("convert", path, "-background", "white", "-alpha", "remove", "-alpha", "off", copy);
        return copy;
    }
}
