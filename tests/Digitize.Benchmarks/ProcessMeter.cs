using System.Diagnostics;
using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>What one run of a program cost.</summary>
/// <param name="ProcessorSeconds">User and system time of the program and of every process it started and waited for.</param>
/// <param name="LargestProcess">Peak resident bytes of its largest process.</param>
/// <param name="LargestTree">Largest sum, seen at one moment, of the resident bytes of all its processes; shared pages count in each.</param>
internal sealed record Measurement(int ExitCode, string Complaint, double ProcessorSeconds, double WallSeconds, long LargestProcess, long LargestTree);

/// <summary>
/// Runs a program under bash's <c>time</c>, which adds up the kernel's own accounts (getrusage) of the program and all its waited-for descendants,
/// with a resolution of a millisecond, and needs no further package. Memory is looked at every few milliseconds from outside.
/// </summary>
internal static class ProcessMeter
{
    private const string Script = """TIMEFORMAT="%3R %3U %3S"; report=$1; complaint=$2; shift 2; { time "$@" >/dev/null 2>"$complaint"; } 2>"$report" """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Measurement Run(IReadOnlyList<string> command, string scratch)
    {
        var report = Path.Combine(scratch, "time.txt");
        var complaint = Path.Combine(scratch, "stderr.txt");
        var start = new ProcessStartInfo("bash", ["-c", Script, "bench", report, complaint, .. command]);
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        using var watch = MemoryWatch.Over(process.Id);
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return new Measurement(process.ExitCode, $"killed after {Patience.TotalMinutes} minutes", double.NaN, Patience.TotalSeconds, watch.LargestProcess, watch.LargestTree);
        }

        var seconds = File.ReadAllLines(report)[^1].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(process.ExitCode, LastLine(complaint), seconds[1] + seconds[2], seconds[0], watch.LargestProcess, watch.LargestTree);
    }

    private static string LastLine(string path) => File.ReadLines(path).LastOrDefault(line => line.Trim().Length > 0) ?? "";
}
