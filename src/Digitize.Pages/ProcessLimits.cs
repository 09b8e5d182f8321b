using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>What this process and its children may take from the machine, whatever a file makes them ask for.</summary>
public static class ProcessLimits
{
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

    /// <summary>A limit that is already lower stays; we may not raise it and do not want to.</summary>
    private static void Set(int resource, ulong limit) => _ = LibC.setrlimit(resource, new LibC.ResourceLimit { rlim_cur = limit, rlim_max = limit });
}
