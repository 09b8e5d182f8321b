using System.Globalization;
using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>What this process and its children may take from the machine, whatever a file makes them ask for.</summary>
public static class ProcessLimits
{
    private const string Threads = "/proc/self/task";

    /// <summary>By the kernel's table each step is a quarter: ten of them are a ninth.</summary>
    private const int Niceness = 10;

    /// <summary>
    /// From now on the process has at most <paramref name="megabytes"/> of writable memory, so that a hostile file ends in one refused request instead of a machine that swaps.
    /// A crash leaves no core file: it would hold the letter.
    /// </summary>
    /// <remarks>RLIMIT_DATA and not RLIMIT_AS: the runtime reserves far more addresses than it ever writes to.</remarks>
    public static void Apply(long megabytes)
    {
        Set(LibC.RLIMIT_CORE, 0);
        Set(LibC.RLIMIT_DATA, (ulong)megabytes << 20);
    }

    /// <summary>From now on this process takes the processor when nobody else wants it much: a tenth of what another takes beside it. There is no way back.</summary>
    /// <remarks>Linux reckons by threads: those that come later have it from those that make them. Another system, or one without /proc, changes nothing, and nothing depends on it.</remarks>
    public static void StepBack()
    {
        if (!Directory.Exists(Threads))
        {
            return;
        }

        foreach (var thread in Directory.EnumerateDirectories(Threads))
        {
            if (int.TryParse(Path.GetFileName(thread), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                _ = LibC.setpriority(LibC.PRIO_PROCESS, id, Niceness);
            }
        }
    }

    /// <summary>A limit that is already lower stays; we may not raise it and do not want to.</summary>
    private static void Set(int resource, ulong limit) => _ = LibC.setrlimit(resource, new LibC.ResourceLimit { rlim_cur = limit, rlim_max = limit });
}
