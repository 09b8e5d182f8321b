using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>The kind of machine the figures are of.</summary>
internal static class Machine
{
    public static string Kind()
    {
        var processor = Field("/proc/cpuinfo", "model name") ?? "unknown processor";
        var kilobytes = long.Parse((Field("/proc/meminfo", "MemTotal") ?? "0 kB").Split(' ')[0], CultureInfo.InvariantCulture);
        var system = Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? "Linux";
        return $"{processor}, {Environment.ProcessorCount} cores, {kilobytes / 1048576.0:0} GB, {system}";
    }

    private static string? Field(string path, string name, char separator = ':') =>
        File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(separator) + 1)..].Trim() : null;
}
