using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// The one key that opens all others, 32 bytes. It wraps account keys only: changing it means wrapping those anew, and no blob is touched.
/// Whoever has the data folder but not this key can read nothing, so it is kept outside the data folder.
/// </summary>
public sealed class MasterKey : IDisposable
{
    private readonly byte[] key;

    internal MasterKey(byte[] key)
    {
        this.key = key;
        Id = Convert.ToHexStringLower(KeyWrap.IdOf(key));
    }

    /// <summary>16 hex digits that name the key and tell nothing about it.</summary>
    public string Id { get; }

    /// <summary>The key from its file; when there is none, a new one is made first.</summary>
    /// <exception cref="UnusableMasterKeyException">The file can be read by others or holds no key.</exception>
    public static MasterKey LoadOrCreate(string path, RandomNumberGenerator random) =>
        File.Exists(path) ? MasterKeyFile.Load(path) : MasterKeyFile.Create(path, random);

    /// <summary>The key where the options say: in the setting itself, or in a file outside the data folder, which is made only as long as there is nothing to lose.</summary>
    /// <exception cref="UnusableMasterKeyException">There is none although data exists, it holds no key, others can read it, or it lies in the data folder.</exception>
    public static MasterKey Load(MasterKeyOptions options, string dataFolder, bool hasData, RandomNumberGenerator random)
    {
        if (options.Base64 is { } text)
            return FromBase64(text);
        var path = Path.GetFullPath(options.Path);
        if (path.StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataFolder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new UnusableMasterKeyException($"The master key {path} lies in the data folder, so that whoever copies the data has the key to it. Move it elsewhere.");
        if (hasData && !File.Exists(path))
            throw new UnusableMasterKeyException($"There are documents, but no master key at {path}. Put the key back from its backup: a new one could not open them.");
        return LoadOrCreate(path, random);
    }

    /// <exception cref="UnusableMasterKeyException">It is not the Base64 of 32 bytes.</exception>
    public static MasterKey FromBase64(string text) => new(MasterKeyFile.Parse(text, "The master key that was set"));

    /// <exception cref="ArgumentException">The key has not 32 bytes.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> key, string context) => KeyWrap.Wrap(this.key, key, context);

    /// <summary>The caller clears the key when it is done with it.</summary>
    /// <exception cref="CryptographicException">It was wrapped by another key or for another purpose, or was changed.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string context) => KeyWrap.Unwrap(key, wrapped, context);

    public void Dispose() => CryptographicOperations.ZeroMemory(key);
}

/// <summary>The master key cannot be used; the message is a sentence for the operator.</summary>
public sealed class UnusableMasterKeyException(string message) : Exception(message);
