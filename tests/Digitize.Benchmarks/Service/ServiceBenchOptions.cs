using System.Globalization;

namespace Digitize.Benchmarks.Service;

/// <summary>What of the service is to be measured.</summary>
internal sealed record ServiceBenchOptions
{
    public const string Usage = """
        digitize bench service [options]
          --only NAMES        of cost,latency,fairness,scaled,search,memory; with commas (all)
          --runs N            repeats of which the median counts (3)
          --documents N       documents queued for the other account (10000)
          --searched N        documents that search looks through (200000)
          --megabytes N       size of each of the 50 uploads (200)
          --out FILE.md       write the table there as well
        """;

    public static IReadOnlyList<string> SectionNames { get; } = ["cost", "latency", "fairness", "scaled", "search", "memory"];

    public IReadOnlySet<string> Sections { get; private init; } = new HashSet<string>(SectionNames);

    public string Program { get; private init; } = "";

    public int Runs { get; private init; } = 3;

    public int Documents { get; private init; } = 10_000;

    public int Searched { get; private init; } = 200_000;

    public int UploadMegabytes { get; private init; } = 200;

    public string? ReportPath { get; private init; }

    /// <exception cref="FormatException">An option is unknown or lacks its value; the message is one sentence for the caller.</exception>
    public static ServiceBenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ServiceBenchOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            string Value() => ++i < arguments.Count ? arguments[i] : throw new FormatException($"{name} needs a value.");
            int Count() => int.TryParse(Value(), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : throw new FormatException($"{name} needs a whole number above zero.");
            options = name switch
            {
                "--only" => options with { Sections = Names(Value()) },
                "--digitize" => options with { Program = Path.GetFullPath(Value()) },
                "--runs" => options with { Runs = Count() },
                "--documents" => options with { Documents = Count() },
                "--searched" => options with { Searched = Count() },
                "--megabytes" => options with { UploadMegabytes = Count() },
                "--out" => options with { ReportPath = Path.GetFullPath(Value()) },
                _ => throw new FormatException($"{name} is no option of the bench of the service."),
            };
        }

        return options.Program.Length > 0 ? options : throw new FormatException("--digitize names the built program.");
    }

    private static HashSet<string> Names(string value)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Except(SectionNames).FirstOrDefault() is { } unknown
            ? throw new FormatException($"--only does not know '{unknown}', only {string.Join(", ", SectionNames)}.")
            : [.. names];
    }
}
