using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>kill(2), geteuid(2) and execv(3).</summary>
internal static partial class LibC
{
    internal const int SIGKILL = 9;
    internal const int SIGTERM = 15;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int sig);

    [LibraryImport(Library)]
    internal static partial uint geteuid();

    /// <param name="arguments">The first is the program's name, and the last is null.</param>
    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int execv(string path, string?[] arguments);
}
