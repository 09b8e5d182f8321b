namespace Digitize.Benchmarks;

/// <summary>What the caller asked to be measured.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        digitize-bench [options]
          --only NAMES        of corpus,letters,sizes,readers,stages,memory; with commas (all)
          --without NAMES     leave out contestants, of digitize,ocrmypdf,tesseract; with commas
          --digitize PATH     the built program (src/Digitize.Cli/bin/Release/net10.0/digitize)
          --files PATTERN     only files whose name contains PATTERN
          --runs N            repeats of which the median counts (3)
          --jobs N            pages at a time within one contestant (1)
          --quick             one run over every third file
          --out FILE.md       write the tables there as well
          --keep FOLDER       work in FOLDER and leave the outputs there to be looked at
        """;

    public IReadOnlySet<string> Sections { get; private init; } = new HashSet<string>(SectionNames);

    public IReadOnlySet<string> Without { get; private init; } = new HashSet<string>();

    public string? DigitizePath { get; private init; }

    public string? NameContains { get; private init; }

    public int Runs { get; private init; } = 3;

    public int Jobs { get; private init; } = 1;

    public bool Quick { get; private init; }

    public string? ReportPath { get; private init; }

    public string? KeepFolder { get; private init; }

    public static IReadOnlyList<string> SectionNames { get; } = ["corpus", "letters", "sizes", "readers", "stages", "memory"];

    public int RunsWanted => Quick ? 1 : Runs;

    /// <exception cref="FormatException">An option is unknown or lacks its value; the message is one sentence for the caller.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "--only" => options with { Sections = Names(name, Value(), SectionNames) },
                "--without" => options with { Without = Names(name, Value(), Contestant.Names) },
                "--digitize" => options with { DigitizePath = Path.GetFullPath(Value()) },
                "--files" => options with { NameContains = Value() },
                "--runs" => options with { Runs = Count(name, Value()) },
                "--jobs" => options with { Jobs = Count(name, Value()) },
                "--quick" => options with { Quick = true },
                "--out" => options with { ReportPath = Path.GetFullPath(Value()) },
                "--keep" => options with { KeepFolder = Path.GetFullPath(Value()) },
                _ => throw new FormatException($"{name} is no option of the bench."),
            };
        }

        return options;
    }

    /// <summary>The files that the caller wants measured, of those there are.</summary>
    public IReadOnlyList<ScanFile> Choose(IEnumerable<ScanFile> files)
    {
        var named = files.Where(file => NameContains is null || file.Name.Contains(NameContains, StringComparison.Ordinal));
        return [.. Quick ? named.Where((_, index) => index % 3 == 0) : named];
    }

    private static HashSet<string> Names(string option, string value, IReadOnlyCollection<string> known)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Except(known).FirstOrDefault() is { } unknown
            ? throw new FormatException($"{option} does not know '{unknown}', only {string.Join(", ", known)}.")
            : [.. names];
    }

    private static int Count(string option, string value) =>
        int.TryParse(value, out var count) && count > 0 ? count : throw new FormatException($"{option} needs a whole number above zero, not '{value}'.");
}
