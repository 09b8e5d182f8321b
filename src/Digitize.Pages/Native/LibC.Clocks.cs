using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>clock_gettime(2) and pthread_getcpuclockid(3).</summary>
internal static partial class LibC
{
    /// <summary><c>struct timespec</c> of a 64-bit machine.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpecification
    {
        internal long tv_sec;
        internal long tv_nsec;
    }

    [LibraryImport(Library)]
    internal static partial nuint pthread_self();

    [LibraryImport(Library)]
    internal static partial int pthread_getcpuclockid(nuint thread, out int clockid);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int clock_gettime(int clockid, out TimeSpecification tp);

    /// <summary>The clock that counts this thread's processor time; any thread may look at it as long as this one lives.</summary>
    internal static int ClockOfThisThread()
    {
        NativeCheck.Zero(pthread_getcpuclockid(pthread_self(), out var clock), nameof(pthread_getcpuclockid));
        return clock;
    }

    internal static TimeSpan Time(int clock)
    {
        NativeCheck.Zero(clock_gettime(clock, out var time), nameof(clock_gettime));
        return TimeSpan.FromTicks((time.tv_sec * TimeSpan.TicksPerSecond) + (time.tv_nsec / TimeSpan.NanosecondsPerTick));
    }
}
