using Digitize.Documents;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>Which part of a vault is read: one of <see cref="Of"/> shares. All of it is the first of one.</summary>
public sealed record VaultShare(int Index, int Of)
{
    public static VaultShare All { get; } = new(0, 1);

    /// <summary>The share of a day: after <paramref name="of"/> days everything was read once.</summary>
    public static VaultShare OfDay(DateTimeOffset day, int of) => new((int)(day.ToUnixTimeSeconds() / 86_400 % of), of);

    internal bool Has(string shard) => Convert.ToInt32(shard, 16) % Of == Index;
}

/// <summary>What was found wrong, in sentences, and how much was read.</summary>
public sealed record VaultReport(string Vault, int Backups, long FilesRead, long BytesRead, IReadOnlyList<string> Faults)
{
    public bool IsSound => Faults.Count == 0;

    /// <summary>Files that no backup needs, and that were removed.</summary>
    public long Orphans { get; init; }
}

/// <summary>Reads a vault and compares it with what its manifests say.</summary>
internal sealed class VaultCheck
{
    /// <summary>Faults of one kind are told that often; more tell nothing new.</summary>
    private const int MostFaults = 1000;

    private readonly List<string> _faults = [];
    private long _files, _bytes;

    /// <param name="share">The lists and blobs of which shards are read. Signatures and the order of backups are looked at every time.</param>
    internal async Task<VaultReport> RunAsync(Vault vault, InstallationSigner signer, VaultShare share, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var manifests = new List<Manifest>();
        foreach (var name in await vault.ManifestNamesAsync(cancel))
        {
            await TryAsync(async () => manifests.Add(await vault.ReadManifestAsync(name, signer, cancel)));
        }

        if (manifests.Count == 0)
        {
            _faults.Add("There is no backup in this vault.");
        }

        await TryAsync(() => CheckKeysAsync(vault, signer, manifests.LastOrDefault(), cancel));
        await TryAsync(() => LedgerCopies.ReadAllAsync(vault, signer, cancel));
        foreach (var file in manifests.SelectMany(manifest => manifest.OtherFiles).Distinct())
        {
            await TryAsync(() => vault.ReadRecordsAsync(file, cancel));
        }

        // A list or a blob that several backups share is read once.
        var lists = manifests.SelectMany(manifest => manifest.Shards).Where(shard => share.Has(shard.Shard)).GroupBy(shard => shard.Shard).ToList();
        for (var at = 0; at < lists.Count && _faults.Count < MostFaults; at++)
        {
            await CheckShardAsync(vault, lists[at].Select(shard => shard.Sha256).Distinct(), cancel);
            progress?.Report(new BackupProgress(vault.Name, lists.Count, at + 1, _files, _files, _bytes));
        }

        return new VaultReport(vault.Name, manifests.Count, _files, _bytes, _faults);
    }

    private async Task CheckShardAsync(Vault vault, IEnumerable<string> lists, CancellationToken cancel)
    {
        var blobs = new HashSet<VaultedBlob>();
        foreach (var list in lists)
        {
            await TryAsync(async () =>
            {
                foreach (var line in VaultLines.Split(await vault.ReadRecordsAsync(list, cancel)))
                {
                    blobs.UnionWith(VaultedDocument.Parse(line).Blobs);
                }
            });
        }

        foreach (var blob in blobs)
        {
            var found = await BlobCopy.HashAsync(vault.Files, blob.Key, cancel);
            if (found is null)
            {
                _faults.Add($"{blob.Key} is missing from the vault.");
            }
            else if (!found.AsSpan().SequenceEqual(blob.Sha256))
            {
                _faults.Add($"{blob.Key} in the vault was damaged.");
            }

            (_files, _bytes) = (_files + 1, _bytes + blob.Length);
        }
    }

    /// <summary>Each document of the newest backup has its key in the newest bag.</summary>
    private static async Task CheckKeysAsync(Vault vault, InstallationSigner signer, Manifest? newest, CancellationToken cancel)
    {
        if (newest is null)
        {
            return;
        }

        if ((await vault.BagNamesAsync(cancel)).LastOrDefault() is not { } name)
        {
            throw new DamagedVaultException("There is no key bag: without the machine that made it, nothing in this vault can be opened.");
        }

        var file = await Vault.ReadAsync(vault.KeyFiles, BlobKey.OfVault(Vault.Bags, name), cancel);
        SignedJson.Open($"{Vault.Bags}/{name}", file, signer);
        var bag = KeyBag.ReadUnchecked(name, file);
        await vault.ReadKeysAsync(bag.Accounts, cancel);
        var keys = bag.Shards.ToDictionary(shard => shard.Shard);
        foreach (var shard in newest.Shards)
        {
            if (!keys.TryGetValue(shard.Shard, out var there) || there.Documents < shard.Documents)
            {
                throw new DamagedVaultException($"The key bag {name} lacks keys to documents of the newest backup.");
            }

            await vault.ReadKeysAsync(there.Sha256, cancel);
        }
    }

    private async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (DamagedVaultException damaged)
        {
            _faults.Add(damaged.Message);
        }
    }
}
