using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>
/// Copies an encrypted blob as it is. Before, all of it is decrypted once: bits that turned on the disk must not be kept as a good copy, and the copy's hash must stand for what the document's key opens.
/// </summary>
internal sealed class BlobCopy(IBlobStore live, EncryptedBlobs blobs)
{
    private const int BufferBytes = 256 * 1024;

    /// <returns>Null when the blob is missing or does not open: read twice, because a fault of the line is none of the disk.</returns>
    internal async Task<VaultedBlob?> ToVaultAsync(IBlobStore vault, DocumentKeys keys, BlobKey key, CancellationToken cancel)
    {
        if (!await OpensAsync(keys, key, cancel) && !await OpensAsync(keys, key, cancel))
        {
            return null;
        }

        await using var source = await live.OpenAsync(key, cancel);
        if (await Vault.IsThereAsync(vault, key, cancel))
        {
            // Of a run that was killed before its manifest.
            var sha = await SHA256.HashDataAsync(source, cancel);
            if (await HashAsync(vault, key, cancel) is { } known && known.AsSpan().SequenceEqual(sha))
            {
                return new VaultedBlob(key, source.Length, sha);
            }

            await vault.DeleteAsync(key, cancel);
            source.Position = 0;
        }

        var receipt = await vault.WriteAsync(key, source, cancel);
        return new VaultedBlob(key, receipt.Length, receipt.Sha256);
    }

    /// <summary>Whether all of it is there and opens with the document's key.</summary>
    internal async Task<bool> OpensAsync(DocumentKeys keys, BlobKey key, CancellationToken cancel)
    {
        try
        {
            await using var plain = await blobs.OpenAsync(keys, key, cancel);
            var buffer = new byte[BufferBytes];
            while (await plain.ReadAsync(buffer, cancel) > 0)
            {
            }

            return true;
        }
        catch (Exception broken) when (broken is CryptographicException or FileNotFoundException or EndOfStreamException)
        {
            return false;
        }
    }

    /// <summary>Null when it is not there.</summary>
    internal static async Task<byte[]?> HashAsync(IBlobStore store, BlobKey key, CancellationToken cancel)
    {
        try
        {
            await using var stream = await store.OpenAsync(key, cancel);
            return await SHA256.HashDataAsync(stream, cancel);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
