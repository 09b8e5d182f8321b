using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Digitize.Pages.Native;

namespace Digitize.Storage;

/// <summary>What it takes for a file to outlive a power cut: its bytes, its name and every folder above it must have reached the disk.</summary>
internal sealed class DurableFiles
{
    internal const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A bound for memory only: forgetting costs one more fsync.</summary>
    private const int MostKnownFolders = 100_000;

    private readonly ConcurrentDictionary<string, bool> knownFolders = new(StringComparer.Ordinal);

    /// <summary>
    /// Makes the folder and all above it. That a folder exists does not mean that its name is on the disk (whoever made it may have been killed before the fsync),
    /// so each is fsynced into its parent once by every process.
    /// </summary>
    public void CreateFolder(string folder)
    {
        if (knownFolders.ContainsKey(folder))
            return;
        if (Path.GetDirectoryName(folder) is not { } parent)
            return;
        CreateFolder(parent);
        Directory.CreateDirectory(folder, OwnerOnlyFolder);
        TryFlushParent(parent);
        if (knownFolders.Count >= MostKnownFolders)
            knownFolders.Clear();
        knownFolders[folder] = true;
    }

    /// <summary>fsync of a folder: the names in it are on the disk afterwards.</summary>
    public static void FlushFolder(string folder)
    {
        using var handle = LibC.open(folder, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (handle.IsInvalid)
            throw Failed($"Opening the folder {folder}", Marshal.GetLastPInvokeError());
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Gives a finished file its name, in one step, and never over a file that is there.</summary>
    public static void Publish(string unfinished, string name)
    {
        if (LibC.renameat2(LibC.AT_FDCWD, unfinished, LibC.AT_FDCWD, name, LibC.RENAME_NOREPLACE) == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        if (error is LibC.EINVAL or LibC.ENOSYS)
        {
            // Some network file systems know no such flag; .NET then looks first and renames second.
            File.Move(unfinished, name, overwrite: false);
            return;
        }

        throw error == LibC.EEXIST ? new IOException($"{name} exists already.") : Failed($"Naming {name}", error);
    }

    /// <summary>Folders above our own root may belong to somebody else and be closed to us; they were there before and are not ours to make durable.</summary>
    private static void TryFlushParent(string parent)
    {
        using var handle = LibC.open(parent, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (!handle.IsInvalid)
            RandomAccess.FlushToDisk(handle);
    }

    private static IOException Failed(string what, int error) => new($"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
}
