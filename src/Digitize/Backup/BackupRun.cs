using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>How far a run is, in documents that it has to look at.</summary>
public sealed record BackupProgress(string Vault, int Shards, int ShardsDone, long Documents, long BlobsCopied, long BytesCopied);

/// <summary>What a run did.</summary>
/// <param name="Name">The backup's.</param>
/// <param name="Changed">Documents that were looked at.</param>
/// <param name="Missing">Blobs that are gone from the store or damaged there, and that no earlier backup in this vault has.</param>
public sealed record BackupSummary(string Vault, string Name, bool IsFull, long Documents, long Changed, long BlobsCopied, long BytesCopied, IReadOnlyList<string> Missing)
{
    /// <summary>Where in the changes the next run goes on.</summary>
    internal long Position { get; init; }
}

/// <summary>
/// One run into one vault: looks at the documents that changed since the backup before, shard by shard; copies their new blobs, writes their records and keys, reads all of it back, and writes the manifest last.
/// What did not change is not looked at: its files are named again. Each document is consistent in itself, as it was at some moment of the run.
/// </summary>
internal sealed class BackupRun(DigitizeDatabase database, IBlobStore live, EncryptedBlobs blobs, InstallationSecrets secrets, TimeProvider time, RandomNumberGenerator random)
{
    private readonly BlobCopy _copy = new(live, blobs);

    /// <exception cref="DamagedVaultException">The newest backup in the vault cannot be gone on from.</exception>
    /// <exception cref="IOException">The vault is full or cannot be reached. What was copied stays and is used by the next run.</exception>
    internal async Task<BackupSummary> RunAsync(Vault vault, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        using var signer = new InstallationSigner(await secrets.GetOrCreateAsync(InstallationSigner.SecretName, cancel));
        var record = new InstallationRecord(await secrets.GetOrCreateAsync(InstallationRecord.SecretName, cancel), random);

        // Made now if nothing was ever deleted: whoever restores needs it to look into the ledger.
        await secrets.GetOrCreateAsync(DeletionLedger.SecretName, cancel);
        await VaultFormat.EnsureDescribedAsync(vault, cancel);
        var before = await NewestAsync(vault, signer, cancel);
        ChangePosition position;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            position = await ChangedDocuments.PositionAsync(db, cancel);
        }

        // Stamps of another database say nothing about this one.
        var since = before is { } known && known.Manifest.DatabaseId == position.DatabaseId && known.Manifest.Position <= position.Value ? known.Manifest.Position : (long?)null;
        var work = new Work(vault, signer, before, since, progress);
        await CopyShardsAsync(work, cancel);
        return await FinishAsync(work, record, position, cancel);
    }

    /// <summary>The newest backup with the keys to it; null for an empty vault.</summary>
    private static async Task<(string Name, Manifest Manifest, KeyBag? Bag)?> NewestAsync(Vault vault, InstallationSigner signer, CancellationToken cancel)
    {
        if ((await vault.ManifestNamesAsync(cancel)).LastOrDefault() is not { } name)
        {
            return null;
        }

        var manifest = await vault.ReadManifestAsync(name, signer, cancel);
        var bag = (await vault.BagNamesAsync(cancel)).LastOrDefault() is { } newest && newest == name ? await vault.ReadBagAsync(newest, cancel) : null;
        return (name, manifest, bag);
    }

    private async Task CopyShardsAsync(Work work, CancellationToken cancel)
    {
        // Without the keys to the backup before, all keys have to be written again; what was missing may have been healed.
        if (work.Before is { Bag: null } or { Manifest.Missing.Count: > 0 })
        {
            work.Since = null;
        }

        List<string> shards;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            shards = await ChangedDocuments.ShardsAsync(db, work.Since, cancel);
        }

        if (work.Since is null && work.Before is { } other)
        {
            // Shards of another database that have no document here any more.
            foreach (var gone in other.Manifest.Shards.Select(shard => shard.Shard).Except(shards).ToList())
            {
                await work.SetAsync(gone, [], [], cancel);
            }
        }

        foreach (var shard in shards)
        {
            await CopyShardAsync(work, shard, cancel);
            work.Tell(shards.Count);
        }
    }

    private async Task CopyShardAsync(Work work, string shard, CancellationToken cancel)
    {
        var documents = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var known = new Dictionary<string, VaultedDocument>();
        if (work.Records.TryGetValue(shard, out var file))
        {
            foreach (var line in VaultLines.Split(await work.Vault.ReadRecordsAsync(file.Sha256, cancel)))
            {
                var document = VaultedDocument.Parse(line);
                known[document.Id.ToString()] = document;
                documents[document.Id.ToString()] = line;
            }
        }

        if (work.Since is not null && work.Keys.TryGetValue(shard, out var keyFile))
        {
            foreach (var line in VaultLines.Split(await work.Vault.ReadKeysAsync(keyFile.Sha256, cancel)))
            {
                keys[line[..line.IndexOf(' ', StringComparison.Ordinal)]] = line;
            }
        }

        if (work.Since is null)
        {
            documents.Clear();
        }

        List<DocumentId> changed;
        List<DocumentRows> rows;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            changed = await ChangedDocuments.InShardAsync(db, shard, work.Since, cancel);

            // One transaction, so that a document's rows fit together.
            await using var snapshot = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
            rows = await DocumentRecords.ReadAsync(db, changed, cancel);
        }

        foreach (var gone in changed.Select(id => id.ToString()).Except(rows.Select(row => row.Keys.Document)))
        {
            documents.Remove(gone);
            keys.Remove(gone);
        }

        var copies = new VaultedDocument?[rows.Count];
        await Parallel.ForAsync(0, rows.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, async (at, token) =>
            copies[at] = await CopyDocumentAsync(work, rows[at], known.GetValueOrDefault(rows[at].Keys.Document), token));
        for (var at = 0; at < rows.Count; at++)
        {
            var id = rows[at].Keys.Document;
            if (copies[at] is { } copied)
            {
                documents[id] = copied.ToLine();
                keys[id] = $"{id} {Convert.ToBase64String(rows[at].Document.WrappedKey)}";
            }
            else
            {
                documents.Remove(id);
                keys.Remove(id);
            }
        }

        work.Changed += changed.Count;
        await work.SetAsync(shard, documents.Values, keys.Values, cancel);
    }

    /// <summary>Null when the document was ended while it was copied.</summary>
    private async Task<VaultedDocument?> CopyDocumentAsync(Work work, DocumentRows rows, VaultedDocument? known, CancellationToken cancel)
    {
        using var document = blobs.Unlock(rows.Keys);
        var copies = new List<VaultedBlob>();
        foreach (var key in rows.Blobs)
        {
            if (known?.Blobs.FirstOrDefault(blob => blob.Key == key) is { } there)
            {
                copies.Add(there);
            }
            else if (await _copy.ToVaultAsync(work.Vault.Files, document, key, cancel) is { } copied)
            {
                copies.Add(copied);
                work.Copied(copied);
            }
            else if (!await IsReferredToAsync(rows.Document.Id, cancel))
            {
                return null;
            }
            else if (await _copy.ToVaultAsync(work.Vault.Files, document, key, cancel) is { } late)
            {
                copies.Add(late);
                work.Copied(late);
            }
            else
            {
                work.Lost(key);
            }
        }

        return new VaultedDocument(rows.Document.Id, rows.Document.AccountId, DocumentRecords.Seal(document, rows, random), copies);
    }

    private async Task<bool> IsReferredToAsync(DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.AllDocuments.AnyAsync(row => row.Id == document, cancel);
    }

    private async Task<BackupSummary> FinishAsync(Work work, InstallationRecord record, ChangePosition position, CancellationToken cancel)
    {
        var vault = work.Vault;
        var now = time.GetUtcNow();
        var sequence = (work.Before?.Manifest.Sequence ?? 0) + 1;
        var name = BackupName.New(now, sequence);
        string accountKeys;
        Dictionary<string, string> wrappedSecrets;
        byte[] installation;
        int schema;
        List<AuditFile> audit;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            // Last, so that the account of every document copied is there.
            installation = await InstallationRecord.ReadAsync(db, cancel);
            var accounts = await db.Accounts.OrderBy(row => row.Id).Select(row => new { row.Id, row.WrappedKey }).ToListAsync(cancel);
            accountKeys = await Vault.WriteNamedByHashAsync(vault.KeyFiles, Vault.Keys, VaultLines.Join(accounts.Select(row => $"{row.Id} {Convert.ToBase64String(row.WrappedKey)}")), cancel);
            wrappedSecrets = await db.Set<InstallationSecret>().ToDictionaryAsync(row => row.Name, row => Convert.ToBase64String(row.WrappedKey), cancel);
            audit = await AuditFiles.WriteAsync(db, vault, record, work.Before?.Manifest.Audit ?? [], cancel);
            schema = (int)await db.Database.SqlQuery<long>($"SELECT CAST(max(number) AS bigint) AS \"Value\" FROM schema_versions").SingleAsync(cancel);
        }

        var mark = Convert.ToHexStringLower(record.MarkOf(installation));
        var installationFile = work.Before is { } before && before.Manifest.InstallationMark == mark
            ? before.Manifest.Installation
            : await Vault.WriteNamedByHashAsync(vault.Files, Vault.Records, record.Seal(installation), cancel);
        var bag = new KeyBag { Format = Manifest.FormatOfToday, TakenAt = now, Secrets = wrappedSecrets, Accounts = accountKeys, Shards = [.. work.Keys.Values] };
        var manifest = new Manifest
        {
            Format = Manifest.FormatOfToday,
            Schema = schema,
            TakenAt = now,
            ElapsedSeconds = (long)KeepPolicy.Believed(work.Before?.Manifest.Taken(""), now).TotalSeconds,
            Sequence = sequence,
            Previous = work.Before is { } previous ? Convert.ToHexStringLower(SHA256.HashData(await Vault.ReadAsync(vault.Files, BlobKey.OfVault(Vault.Manifests, previous.Name), cancel))) : null,
            DatabaseId = position.DatabaseId,
            Position = position.Value,
            Documents = work.Records.Values.Sum(shard => (long)shard.Documents),
            Blobs = work.BlobsTotal,
            Bytes = work.BytesTotal,
            Missing = work.Missing,
            Shards = [.. work.Records.Values],
            Audit = audit,
            Installation = installationFile,
            InstallationMark = mark,
        };

        // Keys first: a backup that can be seen can be opened. And all of it is on the disk before it can be seen.
        vault.Flush();
        await Vault.WriteAsync(vault.KeyFiles, BlobKey.OfVault(Vault.Bags, name), bag.ToFile(work.Signer), cancel);
        await Vault.WriteAsync(vault.Files, BlobKey.OfVault(Vault.Manifests, name), manifest.ToFile(work.Signer), cancel);
        return new BackupSummary(vault.Name, name, work.Since is null, manifest.Documents, work.Changed, work.BlobsCopied, work.BytesCopied, work.Missing) { Position = position.Value };
    }

    /// <summary>What a run has gathered so far. Starts with the files of the backup before.</summary>
    private sealed class Work
    {
        private readonly IProgress<BackupProgress>? _progress;
        private readonly Lock _gate = new();
        private int _done;

        internal Work(Vault vault, InstallationSigner signer, (string Name, Manifest Manifest, KeyBag? Bag)? before, long? since, IProgress<BackupProgress>? progress)
        {
            (Vault, Signer, Before, Since, _progress) = (vault, signer, before, since, progress);
            Records = new(before?.Manifest.Shards.ToDictionary(shard => shard.Shard) ?? [], StringComparer.Ordinal);
            Keys = new(before?.Bag?.Shards.ToDictionary(shard => shard.Shard) ?? [], StringComparer.Ordinal);
            (BlobsTotal, BytesTotal) = (before?.Manifest.Blobs ?? 0, before?.Manifest.Bytes ?? 0);
        }

        internal Vault Vault { get; }

        internal InstallationSigner Signer { get; }

        internal (string Name, Manifest Manifest, KeyBag? Bag)? Before { get; }

        /// <summary>Null to look at every document.</summary>
        internal long? Since { get; set; }

        internal SortedDictionary<string, ShardFile> Records { get; }

        internal SortedDictionary<string, ShardFile> Keys { get; }

        internal List<string> Missing { get; } = [];

        internal long Changed { get; set; }

        internal long BlobsCopied { get; private set; }

        internal long BytesCopied { get; private set; }

        internal long BlobsTotal { get; private set; }

        internal long BytesTotal { get; private set; }

        internal void Copied(VaultedBlob blob)
        {
            lock (_gate)
            {
                (BlobsCopied, BytesCopied) = (BlobsCopied + 1, BytesCopied + blob.Length);
            }
        }

        internal void Lost(BlobKey blob)
        {
            lock (_gate)
            {
                Missing.Add(blob.Value);
            }
        }

        internal async Task SetAsync(string shard, ICollection<string> documents, ICollection<string> keys, CancellationToken cancel)
        {
            await CountAsync(shard, documents, cancel);
            await SetAsync(Records, shard, documents, Vault.Files, Backup.Vault.Records, cancel);
            await SetAsync(Keys, shard, keys, Vault.KeyFiles, Backup.Vault.Keys, cancel);
        }

        internal void Tell(int shards) => _progress?.Report(new BackupProgress(Vault.Name, shards, ++_done, Changed, BlobsCopied, BytesCopied));

        private async Task CountAsync(string shard, ICollection<string> documents, CancellationToken cancel)
        {
            if (Records.TryGetValue(shard, out var old))
            {
                Count(VaultLines.Split(await Vault.ReadRecordsAsync(old.Sha256, cancel)), -1);
            }

            Count(documents, 1);
        }

        private void Count(IEnumerable<string> lines, int sign)
        {
            foreach (var blob in lines.SelectMany(line => VaultedDocument.Parse(line).Blobs))
            {
                BlobsTotal += sign;
                BytesTotal += sign * blob.Length;
            }
        }

        private static async Task SetAsync(SortedDictionary<string, ShardFile> files, string shard, ICollection<string> lines, IBlobStore store, string part, CancellationToken cancel)
        {
            if (lines.Count == 0)
            {
                files.Remove(shard);
                return;
            }

            files[shard] = new ShardFile(shard, await Backup.Vault.WriteNamedByHashAsync(store, part, VaultLines.Join(lines), cancel), lines.Count);
        }
    }
}
