using System.Globalization;
using System.Text.RegularExpressions;

namespace Digitize.Benchmarks;

/// <summary>Scores hOCR files with the benchmark of scribeocr/ocr-benchmark, which wants a word's text and its place to be right.</summary>
internal sealed partial class CorpusAccuracy
{
    private readonly string _folder;

    private CorpusAccuracy(string folder) => _folder = folder;

    /// <summary>Gets the scoring tool ready in a folder of its own; null, with the reason, where it cannot be had.</summary>
    public static CorpusAccuracy? Prepare(string tool, string scratch, out string reason)
    {
        reason = !Directory.Exists(tool) ? $"{tool} is not on this machine"
            : !Tool.IsOnPath("node") || !Tool.IsOnPath("npm") ? "node and npm are not installed (apt-get install nodejs npm)"
            : "";
        if (reason.Length > 0)
            return null;

        var folder = Directory.CreateDirectory(Path.Combine(scratch, "accuracy")).FullName;
        foreach (var file in Directory.GetFiles(tool))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        if (Tool.Succeeds("npm", "install", "--prefix", folder, "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent"))
            return new CorpusAccuracy(folder);
        reason = "npm could not install the scoring tool";
        return null;
    }

    /// <summary>Accuracy from 0 to 1 of each page that has a NAME.hocr in <paramref name="results"/>.</summary>
    public IReadOnlyDictionary<string, double> Score(string results, string truth) =>
        PageLine().Matches(Tool.Output("node", Path.Combine(_folder, "score.mjs"), results, truth))
            .ToDictionary(line => line.Groups["name"].Value, line => double.Parse(line.Groups["percent"].Value, CultureInfo.InvariantCulture) / 100);

    [GeneratedRegex(@"^(?<name>\S+)\s+(?<percent>[\d.]+) %  words", RegexOptions.Multiline)]
    private static partial Regex PageLine();
}
