using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>mallopt(3) of glibc.</summary>
internal static partial class LibC
{
    internal const int M_TRIM_THRESHOLD = -1;
    internal const int M_TOP_PAD = -2;
    internal const int M_MMAP_THRESHOLD = -3;

    [LibraryImport(Library)]
    internal static partial int mallopt(int param, int value);
}
