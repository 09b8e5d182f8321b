using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>setrlimit(2).</summary>
internal static partial class LibC
{
    internal const int RLIMIT_DATA = 2;
    internal const int RLIMIT_CORE = 4;

    /// <summary><c>struct rlimit</c>: the limit in force, and the one it may be raised to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceLimit
    {
        internal ulong rlim_cur;
        internal ulong rlim_max;
    }

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setrlimit(int resource, in ResourceLimit limit);
}
