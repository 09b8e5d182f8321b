namespace Digitize.Cli.Installation;

/// <summary>
/// The folder of an installation, held by one process at a time: its database takes one writer. The lock goes with the process, however it ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>EWOULDBLOCK: the file is locked by another process.</summary>
    private const int Locked = 11;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary><c>~/.local/share/digitize</c>.</summary>
    public static string Usual => System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "digitize");

    public string Path { get; }

    /// <summary>Made where it is missing, for its owner only.</summary>
    /// <returns>Null when another process holds it.</returns>
    public static DataFolder? TryHold(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(full, OwnerOnly);
        try
        {
            return new DataFolder(full, new FileStream(System.IO.Path.Combine(full, "digitize.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held.HResult == Locked)
        {
            return null;
        }
    }

    /// <summary>The file stays: removing it would let two processes hold two files of the same name.</summary>
    public void Dispose() => _lock.Dispose();
}
