using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>Brings one blob back from a vault: compared with its hash, opened with its key, and only then given its name in the store.</summary>
internal static class BlobImport
{
    /// <exception cref="DamagedVaultException">It is missing from the vault, or is not what was put there.</exception>
    /// <exception cref="CryptographicException">It does not open.</exception>
    internal static async Task RunAsync(IBlobStore vault, IBlobStore live, EncryptedBlobs blobs, UnlockedDocument document, VaultedBlob blob, CancellationToken cancel)
    {
        if (live is DiskBlobStore disk && blob.Length <= BlobCopy.InMemoryBytes)
        {
            var content = await Vault.ReadAsync(vault, blob.Key, cancel);
            if (!SHA256.HashData(content).AsSpan().SequenceEqual(blob.Sha256))
            {
                throw new DamagedVaultException($"{blob.Key} in the vault was damaged.");
            }

            document.Check(blob.Key, content);
            disk.Import(blob.Key, content);
            return;
        }

        if (await BlobCopy.HashAsync(vault, blob.Key, cancel) is not { } sha || !sha.AsSpan().SequenceEqual(blob.Sha256))
        {
            throw new DamagedVaultException($"{blob.Key} is missing from the vault or was damaged.");
        }

        await using (var source = await vault.OpenAsync(blob.Key, cancel))
        {
            await live.WriteAsync(blob.Key, source, cancel);
        }

        await BlobCopy.ReadThroughAsync(await blobs.OpenAsync(document.Keys, blob.Key, cancel), cancel);
    }
}
