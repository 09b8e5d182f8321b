using System.Security.Cryptography;
using System.Text;

namespace Digitize.Storage;

/// <summary>The master key as a file: one line of Base64 that only its owner may read.</summary>
internal static class MasterKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>A longer file is something else, and is not read.</summary>
    private const int LongestFile = 1024;

    public static MasterKey Load(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if ((File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            throw new UnusableMasterKeyException($"Others may read the master key {path}. Allow it to its owner only (chmod 600), and change the key if somebody may have copied it.");
        if (file.Length > LongestFile)
            throw new UnusableMasterKeyException($"{path} is not a master key: it is too long.");
        var bytes = new byte[(int)file.Length];
        file.ReadExactly(bytes);
        var key = new MasterKey(Parse(Encoding.ASCII.GetString(bytes), $"The master key {path}"));
        CryptographicOperations.ZeroMemory(bytes);
        return key;
    }

    /// <summary>Written and fsynced before it is used: data must never depend on a key that a power cut can take away.</summary>
    public static MasterKey Create(string path, RandomNumberGenerator random)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path)!;
        new DurableFiles().CreateFolder(folder);
        var key = new byte[KeyWrap.KeyBytes];
        random.GetBytes(key);
        var unfinished = $"{path}.{Convert.ToHexStringLower(KeyWrap.IdOf(key))}.part";
        try
        {
            Write(unfinished, Convert.ToBase64String(key) + "\n");
            DurableFiles.Publish(unfinished, path);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Two processes started at once; the other one was faster, and there is one key only.
            File.Delete(unfinished);
            return Load(path);
        }

        DurableFiles.FlushFolder(folder);
        return new MasterKey(key);
    }

    public static byte[] Parse(string text, string what)
    {
        var key = new byte[KeyWrap.KeyBytes];
        return Convert.TryFromBase64String(text.Trim(), key, out var written) && written == key.Length
            ? key
            : throw new UnusableMasterKeyException($"{what} is not the Base64 of 32 bytes (44 characters).");
    }

    private static void Write(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, UnixCreateMode = OwnerOnly });
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
