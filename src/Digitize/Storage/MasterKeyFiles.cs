using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// The files of a change of the master key. The next key waits beside the key in force until everything is wrapped by it, then takes its place in one step; the old one stays under its own name until its owner destroys it.
/// Whenever the machine dies, each key that something still needs is in a file, and the change is gone on with.
/// </summary>
public static class MasterKeyFiles
{
    private const string NextSuffix = ".next";

    public static bool IsChangeUnderWay(MasterKeyOptions options) => options.Base64 is null && File.Exists(options.Path + NextSuffix);

    /// <summary>The key that is to come: that of a change that was broken off, or a new one, on the disk when this returns.</summary>
    /// <exception cref="UnusableMasterKeyException">The file can be read by others or holds no key.</exception>
    public static MasterKey Next(MasterKeyOptions options, RandomNumberGenerator random) => MasterKey.LoadOrCreate(options.Path + NextSuffix, random);

    /// <summary>Nothing needs the old key any more: the next one takes its place.</summary>
    /// <returns>Where the old one is now.</returns>
    public static string Exchange(MasterKeyOptions options, MasterKey before)
    {
        var path = Path.GetFullPath(options.Path);
        var old = $"{path}.{before.Id}.old";
        if (!File.Exists(old))
        {
            DurableFiles.CopyOwnerOnly(path, old);
        }

        File.Move(path + NextSuffix, path, overwrite: true);
        DurableFiles.FlushFolder(Path.GetDirectoryName(path)!);
        return old;
    }
}
