using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>
/// Looks at the memory of a process and its descendants until disposed of. The kernel keeps each process's own peak (VmHWM), so a short spike is
/// not missed as long as the process is seen once after it; getrusage's peak is no use, as it counts what the parent held when it forked.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(15);

    private readonly int _root;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _largestProcess;
    private long _largestTree;

    private MemoryWatch(int root)
    {
        _root = root;
        _thread = new Thread(Watch) { IsBackground = true, Name = "memory watch" };
    }

    public long LargestProcess => Interlocked.Read(ref _largestProcess);

    public long LargestTree => Interlocked.Read(ref _largestTree);

    public static MemoryWatch Over(int processId)
    {
        var watch = new MemoryWatch(processId);
        watch._thread.Start();
        return watch;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        do
        {
            Look();
        }
        while (!_stop.Wait(Interval));
    }

    private void Look()
    {
        long sum = 0;
        foreach (var process in Descendants())
        {
            var (resident, peak) = Memory(process);
            sum += resident;
            _largestProcess = Math.Max(_largestProcess, peak);
        }

        _largestTree = Math.Max(_largestTree, sum);
    }

    private IEnumerable<int> Descendants()
    {
        var children = AllProcesses().ToLookup(process => process.Parent, process => process.Id);
        var open = new Stack<int>(children[_root]);
        while (open.TryPop(out var process))
        {
            yield return process;
            foreach (var child in children[process])
                open.Push(child);
        }
    }

    private static IEnumerable<(int Id, int Parent)> AllProcesses()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Read($"/proc/{id}/stat") is { } stat)
            {
                // The name in parentheses may itself hold spaces and parentheses.
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                yield return (id, int.Parse(fields[1], CultureInfo.InvariantCulture));
            }
        }
    }

    private static (long Resident, long Peak) Memory(int process)
    {
        var lines = (Read($"/proc/{process}/status") ?? "").Split('\n');
        return (Bytes("VmRSS:"), Bytes("VmHWM:"));

        long Bytes(string label) =>
            lines.FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal)) is { } line
                ? 1024 * long.Parse(line.AsSpan(label.Length, line.Length - label.Length - " kB".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture)
                : 0;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process ended between being listed and being read.
            return null;
        }
    }
}
