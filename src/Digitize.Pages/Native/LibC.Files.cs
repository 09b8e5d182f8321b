using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Digitize.Pages.Native;

/// <summary>open(2) for folders, which .NET refuses to open; fsync(2), whose errors .NET loses; renameat2(2), which can refuse to replace a file; and statx(2), whose answer is laid out alike on all machines.</summary>
internal static partial class LibC
{
    internal const int O_RDONLY = 0;
    internal const int O_CLOEXEC = 0x80000;
    internal const int AT_FDCWD = -100;
    internal const uint RENAME_NOREPLACE = 1;
    internal const int EINTR = 4;
    internal const int EEXIST = 17;
    internal const int EINVAL = 22;
    internal const int ENOSYS = 38;
    internal const int ENOTSUP = 95;

    /// <summary>The caller owns the handle; an invalid one when it failed.</summary>
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial SafeFileHandle open(string path, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fsync(SafeFileHandle file);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int syncfs(SafeFileHandle file);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    internal static partial int renameat2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

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
