using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>What pruning did, or would do.</summary>
/// <param name="Decisions">For each backup whether it stays, and why.</param>
/// <param name="FilesRemoved">Copies of blobs and lists that no backup needs any more and whose grace has passed.</param>
public sealed record PruneSummary(string Vault, IReadOnlyList<KeepDecision> Decisions, long FilesRemoved, int BagsRemoved);

/// <summary>
/// Takes old backups out of a vault, in two steps with days between them. A backup that the policy drops is put under <c>removed</c>: it is no backup any more, and its files are still there.
/// When its grace has passed, what no other backup needs goes, and it with that. Key bags go after days. In the order of this, a crash leaves files that nobody needs, and never a backup without its files.
/// </summary>
internal sealed class Prune(KeepRules rules, TimeSpan grace, TimeSpan keepBags, TimeProvider time)
{
    internal async Task<PruneSummary> RunAsync(Vault vault, InstallationSigner signer, bool isDryRun, CancellationToken cancel)
    {
        var manifests = new Dictionary<string, Manifest>();
        foreach (var name in await vault.ManifestNamesAsync(cancel))
        {
            // One that cannot be read stops here: which files it needs is not known, so none may go.
            manifests[name] = await vault.ReadManifestAsync(name, signer, cancel);
        }

        // By their count: the clock that named them may have been wrong.
        var now = time.GetUtcNow();
        var decisions = KeepPolicy.Decide(manifests.OrderBy(pair => pair.Value.Sequence).Select(pair => pair.Value.Taken(pair.Key)), rules, now);
        if (isDryRun)
        {
            return new PruneSummary(vault.Name, decisions, 0, 0);
        }

        foreach (var decision in decisions.Where(decision => decision.IsRemoved))
        {
            await SetAsideAsync(vault, decision.Name, cancel);
            manifests.Remove(decision.Name);
        }

        var bags = await RemoveBagsAsync(vault, now, cancel);
        return new PruneSummary(vault.Name, decisions, await SweepAsync(vault, signer, manifests, now, cancel), bags);
    }

    private static async Task SetAsideAsync(Vault vault, string name, CancellationToken cancel)
    {
        var aside = BlobKey.OfVault(Vault.Removed, name);
        if (!await Vault.IsThereAsync(vault.Files, aside, cancel))
        {
            await Vault.WriteAsync(vault.Files, aside, await Vault.ReadAsync(vault.Files, BlobKey.OfVault(Vault.Manifests, name), cancel), cancel);
        }

        await vault.Files.DeleteAsync(BlobKey.OfVault(Vault.Manifests, name), cancel);
    }

    private async Task<long> SweepAsync(Vault vault, InstallationSigner signer, Dictionary<string, Manifest> kept, DateTimeOffset now, CancellationToken cancel)
    {
        var waiting = new List<Manifest>();
        var due = new List<(BlobKey Key, Manifest Manifest)>();
        await foreach (var file in vault.Files.ListAsync(Vault.Removed + "/", cancel))
        {
            var manifest = Manifest.Read(file.Key.Value, await Vault.ReadAsync(vault.Files, file.Key, cancel), signer);
            if (now - file.WrittenAt < grace)
            {
                waiting.Add(manifest);
            }
            else
            {
                due.Add((file.Key, manifest));
            }
        }

        if (kept.Count == 0)
        {
            return 0;
        }

        var removed = 0L;
        List<Manifest> needed = [.. kept.Values, .. waiting];
        foreach (var (key, manifest) in due)
        {
            removed += await RemoveFilesAsync(vault, manifest, needed, cancel);
            await vault.Files.DeleteAsync(key, cancel);
        }

        return removed;
    }

    /// <summary>Shard by shard, so that what is held in memory does not grow with the vault.</summary>
    private static async Task<long> RemoveFilesAsync(Vault vault, Manifest gone, List<Manifest> needed, CancellationToken cancel)
    {
        var removed = 0L;
        foreach (var shard in gone.Shards)
        {
            var others = needed.SelectMany(manifest => manifest.Shards).Where(other => other.Shard == shard.Shard).Select(other => other.Sha256).ToHashSet();
            if (others.Contains(shard.Sha256) || !await Vault.IsThereAsync(vault.Files, BlobKey.OfVault(Vault.Records, Convert.FromHexString(shard.Sha256)), cancel))
            {
                continue;
            }

            var still = new HashSet<BlobKey>();
            foreach (var other in others)
            {
                still.UnionWith(await BlobsAsync(vault, other, cancel));
            }

            foreach (var blob in (await BlobsAsync(vault, shard.Sha256, cancel)).Except(still))
            {
                removed += await vault.Files.DeleteAsync(blob, cancel) ? 1 : 0;
            }

            removed += await vault.Files.DeleteAsync(BlobKey.OfVault(Vault.Records, Convert.FromHexString(shard.Sha256)), cancel) ? 1 : 0;
        }

        foreach (var file in gone.OtherFiles.Except(needed.SelectMany(manifest => manifest.OtherFiles)))
        {
            removed += await vault.Files.DeleteAsync(BlobKey.OfVault(Vault.Records, Convert.FromHexString(file)), cancel) ? 1 : 0;
        }

        return removed;
    }

    private static async Task<HashSet<BlobKey>> BlobsAsync(Vault vault, string records, CancellationToken cancel) =>
        [.. VaultLines.Split(await vault.ReadRecordsAsync(records, cancel)).SelectMany(line => VaultedDocument.Parse(line).Blobs).Select(blob => blob.Key)];

    private async Task<int> RemoveBagsAsync(Vault vault, DateTimeOffset now, CancellationToken cancel)
    {
        var names = await vault.BagNamesAsync(cancel);
        var bags = new List<(string Name, KeyBag Bag)>();
        foreach (var name in names)
        {
            bags.Add((name, await vault.ReadBagAsync(name, cancel)));
        }

        var gone = bags.SkipLast(1).Where(bag => now - bag.Bag.TakenAt > keepBags).ToList();
        var needed = bags.Except(gone).SelectMany(bag => FilesOf(bag.Bag)).ToHashSet();
        foreach (var (name, bag) in gone)
        {
            foreach (var file in FilesOf(bag).Where(file => !needed.Contains(file)))
            {
                await vault.KeyFiles.DeleteAsync(BlobKey.OfVault(Vault.Keys, Convert.FromHexString(file)), cancel);
            }

            await vault.KeyFiles.DeleteAsync(BlobKey.OfVault(Vault.Bags, name), cancel);
        }

        return gone.Count;
    }

    private static IEnumerable<string> FilesOf(KeyBag bag) => bag.Shards.Select(shard => shard.Sha256).Append(bag.Accounts);
}
