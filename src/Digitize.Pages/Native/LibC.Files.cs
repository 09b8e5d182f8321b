using System.Runtime.InteropServices;

namespace Digitize.Pages.Native;

/// <summary>statx(2), whose answer is laid out alike on all machines.</summary>
internal static partial class LibC
{
    internal const int AT_FDCWD = -100;
    internal const uint STATX_TYPE = 1;
    internal const int S_IFMT = 0xF000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFDIR = 0x4000;

    /// <summary><c>struct statx</c>: what kind of file it is, in 256 bytes of other things.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(28)]
        internal ushort stx_mode;
    }

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int statx(int dirfd, string pathname, int flags, uint mask, out FileStatus statxbuf);
}
