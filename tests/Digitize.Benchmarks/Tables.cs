namespace Digitize.Benchmarks;

/// <summary>What the measurements say, as tables.</summary>
internal sealed class Tables(MarkdownReport report)
{
    private const double Megabyte = 1024 * 1024;

    /// <summary>Cost of a section for each contestant. Only files that all of them could read count, so that nobody gains by failing.</summary>
    public void Cost(IReadOnlyList<Result> results)
    {
        var fair = ReadByAll(results);
        var reference = fair.Where(result => result.Contestant.Name == Contestant.OcrMyPdf).ToList();
        report.Table(
            ["contestant", "pages", "processor s/page", "× OCRmyPDF", "wall s/page", "largest process MB", "largest tree MB", "PDF bytes", "× OCRmyPDF", "qpdf --check", "claims"],
            fair.GroupBy(result => result.Contestant.Name).Select(group => (IReadOnlyList<string>)
            [
                group.Key,
                $"{Pages(group)}",
                $"{group.Sum(result => result.Cost.ProcessorSeconds) / Pages(group):0.00}",
                Ratio(group.Sum(result => result.Cost.ProcessorSeconds), reference.Sum(result => result.Cost.ProcessorSeconds)),
                $"{group.Sum(result => result.Cost.WallSeconds) / Pages(group):0.00}",
                $"{group.Max(result => result.Cost.LargestProcess) / Megabyte:0}",
                $"{group.Max(result => result.Cost.LargestTree) / Megabyte:0}",
                $"{group.Sum(result => result.OutputBytes):N0}",
                Ratio(group.Sum(result => result.OutputBytes), reference.Sum(result => result.OutputBytes)),
                $"{group.Count(result => result.IsValid)}/{group.Count()}",
                string.Join(", ", group.GroupBy(result => result.Claim).Select(claims => $"{claims.Key} × {claims.Count()}")),
            ]));
        foreach (var failure in results.Where(result => !result.Succeeded))
            report.Paragraph($"{failure.Contestant.Name} could not read {failure.File.Name}: exit code {failure.Cost.ExitCode}, {failure.Cost.Complaint}");
    }

    /// <summary>Recall and precision of words: over all pages together, then file by file.</summary>
    public void Words(IReadOnlyList<Result> results)
    {
        report.Table(
            ["contestant", "recall", "precision", "recall in the PDF (pdftotext)", "precision in the PDF"],
            results.GroupBy(result => result.Contestant.Name).Select(group =>
            {
                var text = group.Aggregate(default(WordScore), (sum, result) => sum + result.Text.GetValueOrDefault());
                var inPdf = group.Aggregate(default(WordScore), (sum, result) => sum + (result.TextInPdf ?? result.Text.GetValueOrDefault()));
                return (IReadOnlyList<string>)[group.Key, Percent(text.Recall), Percent(text.Precision), Percent(inPdf.Recall), Percent(inPdf.Precision)];
            }));
        PerFile(results, "recall / precision", result => result is { Succeeded: true, Text: { } words } ? $"{Percent(words.Recall)} / {Percent(words.Precision)}" : "failed");
    }

    public void Accuracy(IReadOnlyList<Result> results, Func<Result, double?> accuracy)
    {
        report.Table(["contestant", "mean accuracy", "pages"], results.GroupBy(result => result.Contestant.Name).Select(group => (IReadOnlyList<string>)
            [group.Key, Percent(group.Average(result => accuracy(result) ?? 0)), $"{group.Count()}"]));
        PerFile(results, "accuracy", result => accuracy(result) is { } value ? Percent(value) : "missing");
    }

    /// <summary>Bytes of the PDFs, apart for black-and-white scans and the others.</summary>
    public void Sizes(IReadOnlyList<Result> results)
    {
        var fair = ReadByAll(results);
        report.Table(["scans", "files", "input bytes", "contestant", "PDF bytes", "× OCRmyPDF"], fair.GroupBy(result => result.File.Kind).SelectMany(kind =>
        {
            var reference = kind.Where(result => result.Contestant.Name == Contestant.OcrMyPdf).Sum(result => result.OutputBytes);
            return kind.GroupBy(result => result.Contestant.Name).Select(group => (IReadOnlyList<string>)
            [
                kind.Key == ScanKind.Bitonal ? "bitonal" : "gray and colour", $"{group.Count()}", $"{group.Sum(result => result.File.Bytes):N0}",
                group.Key, $"{group.Sum(result => result.OutputBytes):N0}", Ratio(group.Sum(result => result.OutputBytes), reference),
            ]);
        }));
    }

    public void SizePerFile(IReadOnlyList<Result> results) => PerFile(results, "PDF bytes", result => result.Succeeded ? $"{result.OutputBytes:N0}" : "–");

    public void Memory(IReadOnlyList<Result> results) =>
        PerFile(results, "largest process / tree, MB", result => result.Succeeded
            ? $"{result.Cost.LargestProcess / Megabyte:0} / {result.Cost.LargestTree / Megabyte:0}"
            : $"failed ({result.Cost.ExitCode})");

    private void PerFile(IReadOnlyList<Result> results, string what, Func<Result, string> cell)
    {
        var contestants = results.Select(result => result.Contestant.Name).Distinct().ToList();
        report.Table(
            [what, .. contestants],
            results.GroupBy(result => result.File.Name).Select(file => (IReadOnlyList<string>)[file.Key, .. contestants.Select(name => cell(file.Single(result => result.Contestant.Name == name)))]));
    }

    private static List<Result> ReadByAll(IReadOnlyList<Result> results) =>
        [.. results.GroupBy(result => result.File).Where(file => file.All(result => result.Succeeded)).SelectMany(file => file)];

    private static int Pages(IEnumerable<Result> results) => results.Sum(result => result.File.PageCount);

    private static string Ratio(double value, double reference) => reference > 0 ? $"{value / reference:0.00}" : "–";

    private static string Percent(double share) => $"{100 * share:0.0} %";
}
