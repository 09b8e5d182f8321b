using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>The C library itself.</summary>
internal static partial class LibC
{
    internal const string Library = "libc";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);
}
