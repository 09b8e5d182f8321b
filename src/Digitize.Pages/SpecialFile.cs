using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>Names that stand for something else than bytes on a disk.</summary>
public static class SpecialFile
{
    /// <summary>
    /// Whether a device, a pipe or a socket stands there: it is to be written to, never replaced. .NET has no way to ask; <see cref="FileAttributes.Device"/> is never set on Linux.
    /// False when nothing stands there.
    /// </summary>
    public static bool StandsAt(string path) =>
        LibC.statx(LibC.AT_FDCWD, path, 0, LibC.STATX_TYPE, out var status) == 0
        && (status.stx_mode & LibC.S_IFMT) is not (LibC.S_IFREG or LibC.S_IFDIR);
}
