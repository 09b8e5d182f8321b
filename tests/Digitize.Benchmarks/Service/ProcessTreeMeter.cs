using System.Globalization;

namespace Digitize.Benchmarks.Service;

/// <summary>
/// Processor time of a process and of every process it started, the dead ones with them. The kernel forgets the time of what dies together with the sandbox around it, so that we look
/// at all of them forty times a second: what a process used after the last look, a hundredth of a second on average, is lost.
/// </summary>
internal sealed class ProcessTreeMeter : IDisposable
{
    /// <summary>Linux on all machines that .NET runs on: USER_HZ is 100.</summary>
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    private readonly int _root;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Lock _lock = new();

    /// <summary>By process id and start, for ids come again.</summary>
    private readonly Dictionary<(int Id, string Start), long> _ticks = [];

    public ProcessTreeMeter(int root)
    {
        _root = root;
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>So far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            Look();
            lock (_lock)
            {
                return TimeSpan.FromSeconds(_ticks.Values.Sum() / TicksPerSecond);
            }
        }
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    private void Watch()
    {
        while (!_ended.Wait(LookEvery))
        {
            Look();
        }
    }

    private void Look()
    {
        var parents = new Dictionary<int, int>();
        var seen = new List<(int Id, string Start, long Ticks)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && Stat(id) is { } fields)
            {
                parents[id] = int.Parse(fields[1], CultureInfo.InvariantCulture);
                seen.Add((id, fields[19], fields[11..13].Sum(field => long.Parse(field, CultureInfo.InvariantCulture))));
            }
        }

        lock (_lock)
        {
            foreach (var (id, start, ticks) in seen.Where(process => IsBelow(process.Id)))
            {
                _ticks[(id, start)] = ticks;
            }
        }

        bool IsBelow(int id) => id == _root || (parents.TryGetValue(id, out var parent) && parent > 0 && IsBelow(parent));
    }

    /// <summary>The fields behind the name, which may hold spaces itself: state, parent, …; own times are the fields 11 and 12, the start is 19.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
