using System.Security.Cryptography;
using Digitize.Database;
using Digitize.Processing;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>What a drill showed: how many documents came back, in what time.</summary>
public sealed record DrillReport(string Vault, string Backup, long Restored, TimeSpan Took, IReadOnlyList<string> Faults)
{
    public bool IsGood => Faults.Count == 0;
}

/// <summary>
/// Restores a share of the newest backup into an installation of its own, as one would on a bare machine, and throws it away: a backup that was never restored does not count.
/// All of a restore is in it: signatures, keys, hashes, decryption, rows. It needs room for the share.
/// </summary>
internal sealed class RestoreDrill(MasterKey master, TimeProvider time, RandomNumberGenerator random)
{
    /// <param name="folder">Made for it, and removed at its end.</param>
    internal async Task<DrillReport> RunAsync(Vault vault, VaultShare share, string folder, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        Directory.CreateDirectory(folder, DurableFiles.OwnerOnlyFolder);
        try
        {
            using var database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(folder, "drill.db") });
            await new Migrator(database, time).MigrateAsync(cancel);
            var store = new DiskBlobStore(Path.Combine(folder, "blobs"), random);
            var restore = new Restore(database, store, new EncryptedBlobs(store, master, random), master, new WorkItems(database, time), time);
            var summary = await restore.RunAsync(vault, backup: null, new RestoreScope.Everything(share), progress, cancel);
            return new DrillReport(vault.Name, summary.Backup, summary.Restored, time.GetElapsedTime(began), summary.Faults);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
