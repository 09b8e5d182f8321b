using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>What a scrub found in the live store.</summary>
/// <param name="Healed">Brought back from the vault, and compared.</param>
/// <param name="Lost">Damaged or missing, and not to be had from this vault either.</param>
public sealed record ScrubReport(string Vault, long Read, IReadOnlyList<string> Healed, IReadOnlyList<string> Lost);

/// <summary>
/// Reads the live store and compares it with the hashes in a vault's newest backup; what is damaged or missing is brought back from there. A difference counts when it is seen twice: a fault on the way from the disk is none of the disk.
/// </summary>
internal sealed class Scrub(DigitizeDatabase database, IBlobStore live)
{
    internal async Task<ScrubReport> RunAsync(Vault vault, Manifest newest, VaultShare share, CancellationToken cancel)
    {
        var (read, healed, lost) = (0L, new List<string>(), new List<string>());
        foreach (var shard in newest.Shards.Where(shard => share.Has(shard.Shard)))
        {
            foreach (var document in VaultLines.Split(await vault.ReadRecordsAsync(shard.Sha256, cancel)).Select(VaultedDocument.Parse))
            {
                foreach (var blob in document.Blobs)
                {
                    read++;
                    if (await IsSoundAsync(blob, cancel) || !await IsReferredToAsync(document.Id, blob.Key, cancel) || await IsSoundAsync(blob, cancel))
                    {
                        continue;
                    }

                    (await HealAsync(vault, blob, cancel) ? healed : lost).Add(blob.Key.Value);
                }
            }
        }

        return new ScrubReport(vault.Name, read, healed, lost);
    }

    private async Task<bool> IsSoundAsync(VaultedBlob blob, CancellationToken cancel)
    {
        try
        {
            return await BlobCopy.HashAsync(live, blob.Key, cancel) is { } found && found.AsSpan().SequenceEqual(blob.Sha256);
        }
        catch (IOException)
        {
            // A sector that cannot be read.
            return false;
        }
    }

    /// <summary>A document that was deleted since the backup has no blobs, which is no fault. Neither has one whose newer version has other words.</summary>
    private async Task<bool> IsReferredToAsync(DocumentId document, BlobKey key, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var rows = await DocumentRecords.ReadAsync(db, [document], cancel);
        return rows.Any(row => row.Blobs.Contains(key));
    }

    private async Task<bool> HealAsync(Vault vault, VaultedBlob blob, CancellationToken cancel)
    {
        if (await BlobCopy.HashAsync(vault.Files, blob.Key, cancel) is not { } sha || !sha.AsSpan().SequenceEqual(blob.Sha256))
        {
            return false;
        }

        // A crash between the two leaves it missing, and the next scrub brings it back.
        await live.DeleteAsync(blob.Key, cancel);
        await using var source = await vault.Files.OpenAsync(blob.Key, cancel);
        var receipt = await live.WriteAsync(blob.Key, source, cancel);
        return receipt.Sha256.AsSpan().SequenceEqual(blob.Sha256);
    }
}
