using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Digitize.Pages.Native;
using Microsoft.Win32.SafeHandles;

namespace Digitize.Storage;

/// <summary>What it takes for a file to outlive a power cut: its bytes, its name and every folder above it must have reached the disk.</summary>
/// <param name="root">The folder that is ours: all in it is made durable, and of those above it what we make.</param>
internal sealed class DurableFiles(string root)
{
    internal const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A bound for memory only: forgetting costs one more fsync.</summary>
    private const int MostKnownFolders = 100_000;

    private readonly ConcurrentDictionary<string, bool> knownFolders = new(StringComparer.Ordinal);

    /// <summary>There, and not known to be on the disk.</summary>
    private readonly ConcurrentDictionary<string, bool> madeFolders = new(StringComparer.Ordinal);

    /// <summary>
    /// Makes the folder and all above it. That a folder exists does not mean that its name is on the disk (whoever made it may have been killed before the fsync),
    /// so each is fsynced into its parent once by every process.
    /// </summary>
    public void CreateFolder(string folder)
    {
        if (knownFolders.ContainsKey(folder) || Path.GetDirectoryName(folder) is not { } parent)
            return;
        var isParentOurs = IsOurs(parent);
        if (isParentOurs || !Directory.Exists(parent))
            CreateFolder(parent);
        Directory.CreateDirectory(folder, OwnerOnlyFolder);
        if (isParentOurs)
            FlushFolder(parent);
        else
            TryFlushFolder(parent);
        if (knownFolders.Count >= MostKnownFolders)
            knownFolders.Clear();
        knownFolders[folder] = true;
    }

    /// <summary>The same without waiting for the disk: it outlives a power cut only after <see cref="FlushFileSystem"/>. For thousands of folders at once, each of which would be a wait of its own.</summary>
    public void CreateFolderForNow(string folder)
    {
        if (knownFolders.ContainsKey(folder) || madeFolders.ContainsKey(folder))
            return;
        Directory.CreateDirectory(folder, OwnerOnlyFolder);
        if (madeFolders.Count >= MostKnownFolders)
            madeFolders.Clear();
        madeFolders[folder] = true;
    }

    /// <summary>The names in the folder are on the disk afterwards.</summary>
    public static void FlushFolder(string folder)
    {
        using var handle = LibC.open(folder, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (handle.IsInvalid)
            throw Failed($"Opening the folder {folder}", Marshal.GetLastPInvokeError());
        var error = Fsync(handle);
        // Some file systems know no fsync of folders, and there is nothing better to do on them.
        if (error is not (0 or LibC.EINVAL or LibC.ENOTSUP))
            throw Failed($"Flushing the folder {folder}", error);
    }

    /// <summary>All that was written to the file system of the folder is on the disk afterwards: for thousands of files one wait instead of thousands.</summary>
    public static void FlushFileSystem(string folder)
    {
        using var handle = LibC.open(folder, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (handle.IsInvalid)
            throw Failed($"Opening the folder {folder}", Marshal.GetLastPInvokeError());
        if (LibC.syncfs(handle) != 0)
            throw Failed($"Flushing the file system of {folder}", Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// The bytes of the file are on the disk afterwards. Not <c>FileStream.Flush(true)</c>: .NET 10 calls fsync there but ignores its failure,
    /// and on many disks a full or broken disk shows itself only then.
    /// </summary>
    public static void Flush(FileStream file)
    {
        file.Flush();
        if (Fsync(file.SafeFileHandle) is var error and not 0)
            throw Failed($"Flushing {file.Name}", error);
    }

    /// <summary>A copy that only its owner may read, on the disk with its name when this returns. There is none under another's name: a copy that was broken off is made anew.</summary>
    public static void CopyOwnerOnly(string path, string copy)
    {
        var unfinished = copy + ".part";
        File.Delete(unfinished);
        using (var from = File.OpenRead(path))
        using (var to = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            from.CopyTo(to);
            Flush(to);
        }

        Publish(unfinished, copy);
        FlushFolder(Path.GetDirectoryName(copy)!);
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

    /// <summary>Folders above our own may be closed to us; then it is not for us to make them durable.</summary>
    private static void TryFlushFolder(string folder)
    {
        using var handle = LibC.open(folder, LibC.O_RDONLY | LibC.O_CLOEXEC);
        if (!handle.IsInvalid)
            Fsync(handle);
    }

    /// <summary>The error number; 0 when it went well.</summary>
    private static int Fsync(SafeFileHandle handle)
    {
        while (LibC.fsync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != LibC.EINTR)
                return error;
        }

        return 0;
    }

    private bool IsOurs(string folder) => folder == root || folder.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>With the error number, as .NET's own have it: who catches it asks whether the disk is full.</summary>
    private static IOException Failed(string what, int error) => new($"{what} failed: {Marshal.GetPInvokeErrorMessage(error)}.", error);
}
