using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>kill(2) and geteuid(2).</summary>
internal static partial class LibC
{
    internal const int SIGKILL = 9;
    internal const int SIGTERM = 15;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int sig);

    [LibraryImport(Library)]
    internal static partial uint geteuid();
}
