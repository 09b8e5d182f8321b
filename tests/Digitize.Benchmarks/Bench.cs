namespace Digitize.Benchmarks;

/// <summary>Runs the sections that were asked for and writes what they found.</summary>
internal sealed class Bench(BenchOptions options, IReadOnlyList<Contestant> contestants, string repository, string work)
{
    private readonly Race _race = new(contestants, options, work);
    private readonly MarkdownReport _report = new();
    private readonly List<Result> _all = [];

    private string Typeset => Path.Combine(repository, "tests", "TestFiles", "letters", "typeset");

    private string Shared => Path.Combine(repository, "..", "shared");

    public string Run()
    {
        Introduce();
        var tables = new Tables(_report);
        if (options.Sections.Contains("corpus"))
            RunCorpus(tables);
        if (options.Sections.Contains("letters"))
            RunLetters(tables);
        if (options.Sections.Contains("sizes"))
            RunSamples(tables);
        if (_all.Count > 0)
        {
            _report.Heading("Sizes of all PDFs above");
            tables.Sizes(_all);
        }

        if (options.Sections.Contains("readers"))
            RunReaders();
        if (options.Sections.Contains("stages"))
            RunStages();
        if (options.Sections.Contains("memory"))
            RunMemory(tables);
        return _report.ToString();
    }

    private void Introduce()
    {
        var versions = string.Join(", ", contestants.Select(contestant => $"{contestant.Name} {contestant.Version}"));
        _report.Paragraph($"Measured on {DateTime.UtcNow:yyyy-MM-dd}, {Machine.Kind()}; {versions}; {options.Jobs} page(s) at a time, OMP_THREAD_LIMIT=1, "
            + $"median of {options.RunsWanted} run(s) by turns. Processor seconds are user and system time of the whole process tree.");
    }

    private void RunCorpus(Tables tables)
    {
        var pages = Path.Combine(Shared, "corpus", "pages");
        _report.Heading("Hard pages (shared/corpus/pages)");
        if (!Directory.Exists(pages))
        {
            _report.Paragraph("Left out: the folder is not on this machine.");
            return;
        }

        var files = options.Choose(CorpusSet.Prepare(pages, Path.Combine(work, "corpus")));
        var results = Measure("corpus", files);
        tables.Cost(results);
        if (CorpusAccuracy.Prepare(Path.Combine(Shared, "tools", "accuracy"), work, out var reason) is not { } judge)
        {
            _report.Paragraph($"Accuracy was not scored: {reason}.");
            return;
        }

        // OCRmyPDF writes no hOCR; its words are those of the tesseract program.
        var scored = results.Where(result => result.Contestant.Name != Contestant.OcrMyPdf).ToList();
        var accuracies = scored.Select(result => result.Contestant).Distinct().ToDictionary(contestant => contestant, contestant => judge.Score(_race.FolderFor("corpus", contestant), pages));
        if (scored.Count > 0)
            tables.Accuracy(scored, result => accuracies[result.Contestant].TryGetValue(result.File.Name, out var value) ? value : null);
    }

    private void RunLetters(Tables tables)
    {
        _report.Heading("German letters, spoiled (made by the bench)");
        var results = Measure("letters", options.Choose(LetterSet.Make(Typeset, Path.Combine(work, "letters"))));
        tables.Cost(results);
        tables.Words(results);
    }

    private void RunSamples(Tables tables)
    {
        _report.Heading("Scanned mail (samples/)");
        var results = Measure("sizes", options.Choose(SampleSet.Find(Path.Combine(repository, "samples"))));
        tables.Cost(results);
        tables.Words(results);
        tables.SizePerFile(results);
    }

    private void RunReaders()
    {
        _report.Heading("Reading the found lines: our own reader and libtesseract");
        var race = new ReaderRace(Path.Combine(repository, "tessdata"), _report);
        var pages = Path.Combine(Shared, "corpus", "pages");
        if (Directory.Exists(pages))
            race.Run("eng", options.Choose(CorpusSet.Prepare(pages, Path.Combine(work, "corpus"))));
        race.Run("deu", options.Choose(SampleSet.Find(Path.Combine(repository, "samples"))));
    }

    private void RunStages()
    {
        _report.Heading("What each step of a page takes");
        var stages = new PageStages(Path.Combine(repository, "tessdata"), _report);
        var pages = Path.Combine(Shared, "corpus", "pages");
        if (Directory.Exists(pages))
            stages.Run("eng", options.Choose(CorpusSet.Prepare(pages, Path.Combine(work, "corpus"))));
        stages.Run("deu+eng", options.Choose(LetterSet.Make(Typeset, Path.Combine(work, "letters"))));
    }

    private void RunMemory(Tables tables)
    {
        _report.Heading("Memory, one page at a time");
        tables.Memory(_race.Run("memory", MemorySet.Make(Typeset, Path.Combine(work, "memory"))));
    }

    private IReadOnlyList<Result> Measure(string section, IReadOnlyList<ScanFile> files)
    {
        var results = _race.Run(section, files);
        _all.AddRange(results);
        return results;
    }
}
