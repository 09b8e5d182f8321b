using System.Security.Cryptography;
using System.Text;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>
/// Finds and removes files of a vault that no backup needs: a run that was killed before its manifest has copied letters that may be erased before the next run looks for them.
/// Without this they would outlive the promise that was given with the erasure.
/// </summary>
/// <param name="share">A share of the files, by their names, so that a night's work and its memory stay small.</param>
/// <param name="before">Younger ones may be wanted by the next run.</param>
internal sealed class OrphanedFiles(Vault vault, VaultShare share, DateTimeOffset before)
{
    /// <returns>How many files were removed. None where there is no backup: what a first run copied before it was killed is used by the next.</returns>
    /// <exception cref="DamagedVaultException">A list cannot be read: what it needs is not known, so nothing was removed.</exception>
    internal async Task<long> RemoveAsync(InstallationSigner signer, CancellationToken cancel)
    {
        var names = await vault.ManifestNamesAsync(cancel);
        if (names.Count == 0)
        {
            return 0;
        }

        // Apart by their part, because two buckets may turn out to be one: keys are no orphans among the files.
        var files = await CandidatesAsync(vault.Files, part => part is not (Vault.Manifests or Vault.Removed or Vault.Ledger or Vault.About or Vault.Bags or Vault.Keys), cancel);
        var keys = await CandidatesAsync(vault.KeyFiles, part => part is Vault.Keys, cancel);
        if (files.Count > 0)
        {
            await SpareAsync(files, names, signer, cancel);
        }

        foreach (var name in keys.Count > 0 ? await vault.BagNamesAsync(cancel) : [])
        {
            var bag = await vault.ReadBagAsync(name, cancel);
            keys.ExceptWith(bag.Shards.Select(shard => shard.Sha256).Append(bag.Accounts).Select(file => BlobKey.OfVault(Vault.Keys, Convert.FromHexString(file))));
        }

        return await DeleteAsync(vault.Files, files, cancel) + await DeleteAsync(vault.KeyFiles, keys, cancel);
    }

    /// <summary>Copies of blobs and lists; not what stands for itself by its name, as manifests do.</summary>
    private async Task<HashSet<BlobKey>> CandidatesAsync(IBlobStore store, Func<string, bool> isOfThese, CancellationToken cancel)
    {
        var old = new HashSet<BlobKey>();
        await foreach (var file in store.ListAsync("", cancel))
        {
            if (isOfThese(file.Key.Account) && file.WrittenAt < before && share.Has(ShardOf(file.Key)))
            {
                old.Add(file.Key);
            }
        }

        return old;
    }

    /// <summary>Takes from the candidates what some backup needs, those that were set aside included: they may be taken back until their grace has passed.</summary>
    private async Task SpareAsync(HashSet<BlobKey> files, IReadOnlyList<string> names, InstallationSigner signer, CancellationToken cancel)
    {
        var lists = new HashSet<string>();
        void Spare(Manifest manifest)
        {
            lists.UnionWith(manifest.Shards.Select(shard => shard.Sha256));
            files.ExceptWith(manifest.OtherFiles.Select(RecordsKey));
        }

        foreach (var name in names)
        {
            Spare(await vault.ReadManifestAsync(name, signer, cancel));
        }

        await foreach (var aside in vault.Files.ListAsync(Vault.Removed + "/", cancel))
        {
            Spare(Manifest.Read(aside.Key.Value, await Vault.ReadAsync(vault.Files, aside.Key, cancel), signer));
        }

        foreach (var list in lists)
        {
            files.Remove(RecordsKey(list));
            files.ExceptWith(VaultLines.Split(await vault.ReadRecordsAsync(list, cancel)).SelectMany(line => VaultedDocument.Parse(line).Blobs).Select(blob => blob.Key));
        }
    }

    private static async Task<long> DeleteAsync(IBlobStore store, HashSet<BlobKey> files, CancellationToken cancel)
    {
        var removed = 0L;
        foreach (var file in files)
        {
            removed += await store.DeleteAsync(file, cancel) ? 1 : 0;
        }

        return removed;
    }

    private static BlobKey RecordsKey(string sha256) => BlobKey.OfVault(Vault.Records, Convert.FromHexString(sha256));

    private static string ShardOf(BlobKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Value)))[..3];
}
