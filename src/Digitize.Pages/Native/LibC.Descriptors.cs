using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>dup2(2).</summary>
internal static partial class LibC
{
    internal const int STDOUT_FILENO = 1;
    internal const int STDERR_FILENO = 2;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int dup2(SafeFileHandle oldfd, int newfd);
}
