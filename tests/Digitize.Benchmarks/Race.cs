namespace Digitize.Benchmarks;

/// <summary>What one contestant made of one file: costs are medians over the runs, peaks are the highest of them.</summary>
internal sealed record Result(Contestant Contestant, ScanFile File, Measurement Cost, long OutputBytes, bool IsValid, string Claim, WordScore? Text, WordScore? TextInPdf)
{
    public bool Succeeded => Cost.ExitCode == 0;
}

/// <summary>Lets all contestants read the same files, by turns, so that a busy moment of the machine does not fall on one of them alone.</summary>
internal sealed class Race(IReadOnlyList<Contestant> contestants, BenchOptions options, string folder)
{
    public IReadOnlyList<Result> Run(string section, IReadOnlyList<ScanFile> files)
    {
        var results = new List<Result>();
        foreach (var (index, file) in files.Index())
        {
            var costs = contestants.ToDictionary(contestant => contestant, _ => new List<Measurement>());
            for (var run = 0; run < options.RunsWanted; run++)
            {
                foreach (var contestant in contestants)
                    costs[contestant].Add(ProcessMeter.Run(contestant.Command(file, PathsFor(section, contestant, file), options.Jobs), folder));
            }

            var ofFile = contestants.Select(contestant => Judge(section, contestant, file, Median(costs[contestant]))).ToList();
            results.AddRange(ofFile);
            Console.Error.WriteLine($"{section} {index + 1}/{files.Count} {file.Name}: {string.Join(", ", ofFile.Select(Told))}");
        }

        return results;
    }

    /// <summary>Folder of one contestant's outputs in a section.</summary>
    public string FolderFor(string section, Contestant contestant) => Directory.CreateDirectory(Path.Combine(folder, section + "-out", contestant.Name)).FullName;

    private OutputPaths PathsFor(string section, Contestant contestant, ScanFile file) => new(FolderFor(section, contestant), file.Name);

    private Result Judge(string section, Contestant contestant, ScanFile file, Measurement cost)
    {
        var paths = PathsFor(section, contestant, file);
        if (cost.ExitCode != 0 || !File.Exists(paths.Pdf))
            return new Result(contestant, file, cost, 0, false, "", file.Truth is { } missed ? WordScore.Of(missed, "") : null, null);

        var inPdf = Tool.Output("pdftotext", "-enc", "UTF-8", paths.Pdf, "-");
        var text = File.ReadAllText(paths.Text);
        // OCRmyPDF leaves pages that had text out of its sidecar and says so there; then the PDF is the only full text.
        var full = text.Contains("[OCR skipped on page", StringComparison.Ordinal) ? inPdf : text;
        return new Result(
            contestant, file, cost, new FileInfo(paths.Pdf).Length, Tool.Succeeds("qpdf", "--check", paths.Pdf), ArchivalClaim.In(paths.Pdf),
            file.Truth is { } truth ? WordScore.Of(truth, full) : null,
            file.Truth is { } same ? WordScore.Of(same, inPdf) : null);
    }

    private static Measurement Median(List<Measurement> runs)
    {
        var failed = runs.FirstOrDefault(run => run.ExitCode != 0);
        return (failed ?? runs[0]) with
        {
            ProcessorSeconds = Middle(runs.Select(run => run.ProcessorSeconds)),
            WallSeconds = Middle(runs.Select(run => run.WallSeconds)),
            LargestProcess = runs.Max(run => run.LargestProcess),
            LargestTree = runs.Max(run => run.LargestTree),
        };
    }

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Told(Result result) => !result.Succeeded
        ? $"{result.Contestant.Name} FAILED ({result.Cost.ExitCode}: {result.Cost.Complaint})"
        : $"{result.Contestant.Name} {result.Cost.ProcessorSeconds:0.00} s" + (result.Text is { } words ? $" {words.Recall:P1}/{words.Precision:P1}" : "");
}
