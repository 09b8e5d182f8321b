using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>setpriority(2). On Linux it is about one thread.</summary>
internal static partial class LibC
{
    internal const int PRIO_PROCESS = 0;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setpriority(int which, int who, int priority);
}
