using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>
/// One place for backups and the place for the keys to them, which is another. What is in a vault is never changed: files are added, and taken away when no backup needs them.
/// Parts: copies of blobs under their own keys, <c>records</c>, <c>manifests</c>, <c>removed</c>, <c>ledger</c>, <c>about</c>; in the other place <c>keys</c> and <c>bags</c>.
/// </summary>
internal sealed class Vault(string name, IBlobStore files, IBlobStore keys)
{
    internal const string Records = "records", Manifests = "manifests", Removed = "removed", Ledger = "ledger", About = "about", Keys = "keys", Bags = "bags";

    /// <summary>As settings call it.</summary>
    internal string Name => name;

    internal IBlobStore Files => files;

    internal IBlobStore KeyFiles => keys;

    /// <summary>The names of all backups, oldest first.</summary>
    internal Task<List<string>> ManifestNamesAsync(CancellationToken cancel) => NamesAsync(files, Manifests, cancel);

    /// <summary>The names of all key bags, oldest first.</summary>
    internal Task<List<string>> BagNamesAsync(CancellationToken cancel) => NamesAsync(keys, Bags, cancel);

    internal async Task<Manifest> ReadManifestAsync(string backup, InstallationSigner signer, CancellationToken cancel) =>
        Manifest.Read(backup, await ReadAsync(files, BlobKey.OfVault(Manifests, backup), cancel), signer);

    internal async Task<KeyBag> ReadBagAsync(string bag, CancellationToken cancel) => KeyBag.ReadUnchecked(bag, await ReadAsync(keys, BlobKey.OfVault(Bags, bag), cancel));

    internal Task<byte[]> ReadRecordsAsync(string sha256, CancellationToken cancel) => ReadNamedByHashAsync(files, Records, sha256, cancel);

    internal Task<byte[]> ReadKeysAsync(string sha256, CancellationToken cancel) => ReadNamedByHashAsync(keys, Keys, sha256, cancel);

    /// <summary>Does nothing when it is there already. What is written was read back when this returns.</summary>
    internal static async Task<string> WriteNamedByHashAsync(IBlobStore store, string part, byte[] content, CancellationToken cancel)
    {
        var sha = SHA256.HashData(content);
        var key = BlobKey.OfVault(part, sha);
        var known = await BlobCopy.HashAsync(store, key, cancel);
        if (known is null || !known.AsSpan().SequenceEqual(sha))
        {
            // What is there and is something else was cut by a power cut before it was on the disk.
            await store.DeleteAsync(key, cancel);
            await AddAsync(store, key, content, cancel);
        }

        return Convert.ToHexStringLower(sha);
    }

    /// <summary>
    /// Adds a file and reads it back. In a folder it is there at once, and on the disk after <see cref="Flush"/>: a run of a hundred thousand documents waits once for the disk.
    /// </summary>
    /// <exception cref="IOException">There is no room, or what is read back is not what was written.</exception>
    internal static async Task AddAsync(IBlobStore store, BlobKey key, byte[] content, CancellationToken cancel)
    {
        if (store is not DiskBlobStore disk)
        {
            await WriteAsync(store, key, content, cancel);
            return;
        }

        disk.Import(key, content);
        if (!(await ReadAsync(store, key, cancel)).AsSpan().SequenceEqual(content))
        {
            throw new IOException($"{key} reads differently from what was written.");
        }
    }

    /// <summary>All that was added is on the disk afterwards.</summary>
    internal void Flush()
    {
        foreach (var store in new[] { files, keys }.OfType<DiskBlobStore>())
        {
            store.FlushImports();
        }
    }

    internal static async Task WriteAsync(IBlobStore store, BlobKey key, byte[] content, CancellationToken cancel)
    {
        using var stream = new MemoryStream(content);
        await store.WriteAsync(key, stream, cancel);
    }

    internal static async Task<bool> IsThereAsync(IBlobStore store, BlobKey key, CancellationToken cancel)
    {
        try
        {
            await (await store.OpenAsync(key, cancel)).DisposeAsync();
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Takes away what killed runs left half-written in folders. It looks at every file, so not with every run.</summary>
    internal void RemoveUnfinished(DateTimeOffset before)
    {
        foreach (var store in new[] { files, keys }.OfType<DiskBlobStore>())
        {
            store.RemoveUnfinished(before);
        }
    }

    /// <exception cref="DamagedVaultException">It is not there.</exception>
    internal static async Task<byte[]> ReadAsync(IBlobStore store, BlobKey key, CancellationToken cancel)
    {
        try
        {
            if (store is DiskBlobStore disk)
            {
                return disk.Read(key);
            }

            await using var stream = await store.OpenAsync(key, cancel);
            var content = new byte[stream.Length];
            await stream.ReadExactlyAsync(content, cancel);
            return content;
        }
        catch (FileNotFoundException)
        {
            throw new DamagedVaultException($"{key} is missing from the vault.");
        }
    }

    private static async Task<byte[]> ReadNamedByHashAsync(IBlobStore store, string part, string sha256, CancellationToken cancel)
    {
        var expected = Convert.FromHexString(sha256);
        var content = await ReadAsync(store, BlobKey.OfVault(part, expected), cancel);
        return SHA256.HashData(content).AsSpan().SequenceEqual(expected) ? content : throw new DamagedVaultException($"{part}/{sha256} in the vault was damaged.");
    }

    private static async Task<List<string>> NamesAsync(IBlobStore store, string part, CancellationToken cancel)
    {
        var names = new List<string>();
        await foreach (var file in store.ListAsync(part + "/", cancel))
        {
            names.Add(file.Key.Value[(part.Length + 1)..]);
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
