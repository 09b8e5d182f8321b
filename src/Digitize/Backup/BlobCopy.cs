using System.Buffers;
using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>
/// Copies an encrypted blob as it is. Before, all of it is decrypted once: bits that turned on the disk must not be kept as a good copy, and the copy's hash must stand for what the document's key opens.
/// </summary>
internal sealed class BlobCopy(IBlobStore live, EncryptedBlobs blobs)
{
    /// <summary>Larger ones are streamed, and read twice.</summary>
    internal const long InMemoryBytes = 16 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    /// <returns>Null when the blob is missing or does not open: read twice, because a fault of the line is none of the disk.</returns>
    internal async Task<VaultedBlob?> ToVaultAsync(IBlobStore vault, UnlockedDocument document, BlobKey key, CancellationToken cancel) =>
        await TryAsync(vault, document, key, cancel) ?? await TryAsync(vault, document, key, cancel);

    private async Task<VaultedBlob?> TryAsync(IBlobStore vault, UnlockedDocument document, BlobKey key, CancellationToken cancel)
    {
        try
        {
            await using var source = await live.OpenAsync(key, cancel);
            return source.Length <= InMemoryBytes ? await CopySmallAsync(vault, document, key, source, cancel) : await CopyLargeAsync(vault, document.Keys, key, source, cancel);
        }
        catch (Exception broken) when (broken is CryptographicException or FileNotFoundException or EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>Read once: opened, hashed and written from memory, and read back.</summary>
    private static async Task<VaultedBlob> CopySmallAsync(IBlobStore vault, UnlockedDocument document, BlobKey key, Stream source, CancellationToken cancel)
    {
        var content = new byte[source.Length];
        await source.ReadExactlyAsync(content, cancel);
        document.Check(key, content);
        var sha = SHA256.HashData(content);
        if (await HashAsync(vault, key, cancel) is { } known)
        {
            // Of a run that was killed before its manifest.
            if (known.AsSpan().SequenceEqual(sha))
            {
                return new VaultedBlob(key, content.Length, sha);
            }

            await vault.DeleteAsync(key, cancel);
        }

        await Vault.AddAsync(vault, key, content, cancel);
        return new VaultedBlob(key, content.Length, sha);
    }

    private async Task<VaultedBlob> CopyLargeAsync(IBlobStore vault, DocumentKeys keys, BlobKey key, Stream source, CancellationToken cancel)
    {
        await ReadThroughAsync(await blobs.OpenAsync(keys, key, cancel), cancel);
        if (await HashAsync(vault, key, cancel) is { } known)
        {
            var sha = await StreamHash.Sha256Async(source, cancel);
            if (known.AsSpan().SequenceEqual(sha))
            {
                return new VaultedBlob(key, source.Length, sha);
            }

            await vault.DeleteAsync(key, cancel);
            source.Position = 0;
        }

        var receipt = await vault.WriteAsync(key, source, cancel);
        return new VaultedBlob(key, receipt.Length, receipt.Sha256);
    }

    /// <summary>To its end, which is where a cut blob shows itself; disposes it.</summary>
    /// <exception cref="CryptographicException">It does not open.</exception>
    internal static async Task ReadThroughAsync(Stream plain, CancellationToken cancel)
    {
        await using (plain)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
            try
            {
                while (await plain.ReadAsync(buffer, cancel) > 0)
                {
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
            }
        }
    }

    /// <summary>Null when it is not there.</summary>
    internal static async Task<byte[]?> HashAsync(IBlobStore store, BlobKey key, CancellationToken cancel)
    {
        if (store is DiskBlobStore disk && !disk.Has(key))
        {
            // Without an exception, which costs more than the look: this is asked of every blob that is copied, and mostly it is not there.
            return null;
        }

        try
        {
            await using var stream = await store.OpenAsync(key, cancel);
            return await StreamHash.Sha256Async(stream, cancel);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
