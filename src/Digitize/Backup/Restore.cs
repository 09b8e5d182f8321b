using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>What is to be brought back. The constructor is private: these are all there are.</summary>
public abstract record RestoreScope
{
    private RestoreScope()
    {
    }

    /// <summary>All of a backup, into an installation that has nothing.</summary>
    /// <param name="Only">A share of its documents, for a drill; null for all.</param>
    public sealed record Everything(VaultShare? Only = null) : RestoreScope;

    /// <summary>What an account lacks of its documents; the account and its people as well when it is gone.</summary>
    public sealed record OneAccount(AccountId Account) : RestoreScope;

    public sealed record OneDocument(DocumentId Document) : RestoreScope;
}

/// <summary>What came of a restore.</summary>
/// <param name="AlreadyThere">Left as they are.</param>
/// <param name="Deleted">Not brought back: they were deleted for good after the backup was taken.</param>
/// <param name="WithoutKey">Not brought back: their keys are in no key bag any more.</param>
/// <param name="Faults">What of the vault was damaged, in sentences; those documents are not brought back.</param>
public sealed record RestoreSummary(string Backup, DateTimeOffset TakenAt, long Restored, long AlreadyThere, long Deleted, long WithoutKey, IReadOnlyList<string> Faults);

/// <summary>The restore cannot be begun; the message is a sentence for the operator. Nothing was changed.</summary>
public sealed class RestoreRefusedException(string message) : Exception(message);

/// <summary>
/// Brings documents back from a vault. Each blob is compared with its hash and opened with its key before its row is written; documents that the deletion ledger knows stay away.
/// A restore of everything that was broken off is gone on with when it is asked for again.
/// </summary>
internal sealed class Restore(DigitizeDatabase database, IBlobStore live, EncryptedBlobs blobs, MasterKey master, WorkItems work, TimeProvider time)
{
    /// <summary>Of records in memory at once, sealed: those of a few very long documents fill it, too.</summary>
    private const long MostRecordBytes = 8 * 1024 * 1024;

    /// <summary>Documents whose rows are written in one transaction, after one wait for the disk.</summary>
    internal int AtOnce { get; init; } = 500;

    /// <param name="backup">Null for the newest.</param>
    /// <exception cref="RestoreRefusedException">There is no such backup, it is of a later version, the key is another, or there is something in the way.</exception>
    /// <exception cref="DamagedVaultException">The backup or its keys cannot be read.</exception>
    internal async Task<RestoreSummary> RunAsync(Vault vault, string? backup, RestoreScope scope, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var keys = await VaultKeys.OpenAsync(vault, master, cancel);
        using var signer = new InstallationSigner(keys.Secret(InstallationSigner.SecretName));
        var names = await vault.ManifestNamesAsync(cancel);
        var name = backup is null ? names.LastOrDefault() : names.FirstOrDefault(known => known == backup);
        if (name is null)
        {
            throw new RestoreRefusedException(backup is null ? "there is no backup in this vault." : $"there is no backup {backup} in this vault.");
        }

        var manifest = await vault.ReadManifestAsync(name, signer, cancel);
        await CheckTargetAsync(manifest, name, scope, cancel);
        var record = new InstallationRecord(keys.Secret(InstallationRecord.SecretName), RandomNumberGenerator.Create());
        await PrepareAsync(vault, manifest, name, scope, keys, record, signer, cancel);
        var run = new Run(scope, keys, await DeletedAsync(vault, signer, keys, cancel), await AccountKeysAsync(cancel));
        IReadOnlyList<ShardFile> shards = scope switch
        {
            RestoreScope.OneDocument one => [.. manifest.Shards.Where(shard => shard.Shard == one.Document.ToString()[^3..])],
            RestoreScope.Everything { Only: { } share } => [.. manifest.Shards.Where(shard => share.Has(shard.Shard))],
            _ => manifest.Shards,
        };
        await RestoreShardsAsync(run, vault, shards, progress, cancel);
        if (scope is RestoreScope.Everything)
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => db.Database.ExecuteSqlAsync($"DELETE FROM restore_under_way", cancel), cancel);
        }

        return new RestoreSummary(name, manifest.TakenAt, run.Restored, run.AlreadyThere, run.Deleted, run.WithoutKey, run.Faults);
    }

    private async Task CheckTargetAsync(Manifest manifest, string name, RestoreScope scope, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var schema = await db.Database.SqlQuery<long>($"SELECT CAST(max(number) AS bigint) AS \"Value\" FROM schema_versions").SingleAsync(cancel);
        if (manifest.Schema > schema)
        {
            throw new RestoreRefusedException("this backup was made by a later version of the program: restore it with that one.");
        }

        var underWay = await db.Database.SqlQuery<string>($"SELECT backup AS \"Value\" FROM restore_under_way").ToListAsync(cancel);
        if (scope is RestoreScope.Everything && underWay.SingleOrDefault() != name
            && (underWay.Count > 0 || await db.Accounts.AnyAsync(cancel) || await db.Set<User>().AnyAsync(cancel)))
        {
            throw new RestoreRefusedException("there are accounts in this installation already: a whole backup is restored into an empty one. Give --account or --document to bring back a part.");
        }

        if (scope is RestoreScope.OneDocument one && await db.AllDocuments.AnyAsync(row => row.Id == one.Document, cancel))
        {
            throw new RestoreRefusedException("this document is there: it may lie in the trash.");
        }
    }

    /// <summary>Accounts, people and the installation's secrets come first: documents refer to them.</summary>
    private async Task PrepareAsync(Vault vault, Manifest manifest, string name, RestoreScope scope, VaultKeys keys, InstallationRecord record, InstallationSigner signer, CancellationToken cancel)
    {
        if (scope is RestoreScope.OneDocument)
        {
            return;
        }

        var lines = VaultLines.Split(record.Open(await vault.ReadRecordsAsync(manifest.Installation, cancel))).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var ledger = await LedgerCopies.ReadAllAsync(vault, signer, cancel);
        await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            if (scope is RestoreScope.Everything)
            {
                if (await db.Database.SqlQuery<string>($"SELECT backup AS \"Value\" FROM restore_under_way").AnyAsync(cancel))
                {
                    return;
                }

                await db.Database.ExecuteSqlAsync($"INSERT INTO restore_under_way (one, backup) VALUES (1, {name})", cancel);
                await db.Set<InstallationSecret>().ExecuteDeleteAsync(cancel);
                foreach (var (secret, wrapped) in keys.WrappedSecrets)
                {
                    db.Add(new InstallationSecret { Name = secret, WrappedKey = wrapped, CreatedAt = time.GetUtcNow() });
                }

                await db.SaveChangesAsync(cancel);
                foreach (var entry in ledger.OrderBy(entry => entry.Number))
                {
                    await db.Database.ExecuteSqlAsync($"INSERT INTO deletion_ledger (mark, reason, deleted_at, gone_by) VALUES ({entry.Mark}, {entry.Reason.ToString()}, {entry.DeletedAt.ToUnixTimeMilliseconds()}, {entry.GoneBy.ToUnixTimeMilliseconds()})", cancel);
                }
            }

            await InstallationRows.InsertAsync(db, lines, keys, (scope as RestoreScope.OneAccount)?.Account, cancel);
            foreach (var file in scope is RestoreScope.Everything ? manifest.Audit : [])
            {
                foreach (var entry in await AuditFiles.ReadAsync(vault, record, file, cancel))
                {
                    await PortableRows.InsertAsync(db, db.Model.FindEntityType(typeof(AuditEntry))!, entry, cancel);
                }
            }
        }, cancel);
    }

    /// <summary>The marks of what must not come back. Of one document that only ran out of its time in the trash, somebody may think better.</summary>
    private async Task<HashSet<string>> DeletedAsync(Vault vault, InstallationSigner signer, VaultKeys keys, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var entries = await LedgerCopies.ReadAllAsync(vault, signer, cancel);
        entries.AddRange(await db.Set<Deletion>().ToListAsync(cancel));
        return [.. entries.Select(entry => Convert.ToHexString(entry.Mark) + (entry.Reason == DeletionReason.TrashRanOut ? "?" : ""))];
    }

    /// <summary>As this database has them: a master key that was changed since the backup has wrapped them anew.</summary>
    private async Task<Dictionary<AccountId, byte[]>> AccountKeysAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Accounts.ToDictionaryAsync(row => row.Id, row => row.WrappedKey, cancel);
    }

    /// <summary>Most shards hold a few documents: they are gathered over shards. While the rows of some are written, the blobs of the next are fetched.</summary>
    private async Task RestoreShardsAsync(Run run, Vault vault, IReadOnlyList<ShardFile> shards, IProgress<BackupProgress>? progress, CancellationToken cancel)
    {
        var gathered = new List<KeyedDocument>();
        var (writing, done, bytes) = (Task.CompletedTask, 0, 0L);
        async Task NextAsync()
        {
            var ready = await FetchAllAsync(run, vault, await LackedAsync(run, gathered, cancel), cancel);
            gathered.Clear();
            bytes = 0;
            await writing;
            progress?.Report(new BackupProgress(vault.Name, shards.Count, done, run.Restored, run.Blobs, run.Bytes));
            writing = Task.Run(() => WriteAsync(run, ready, cancel), cancel);
        }

        try
        {
            foreach (var shard in shards)
            {
                foreach (var document in await ReadShardAsync(run, vault, shard, cancel))
                {
                    gathered.Add(document);
                    bytes += document.Vaulted.Record.Length;
                    if (gathered.Count == AtOnce || bytes > MostRecordBytes)
                    {
                        await NextAsync();
                    }
                }

                done++;
            }

            await NextAsync();
            await writing;
        }
        finally
        {
            // Nobody else may use the database before the last transaction is through, whatever broke.
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        progress?.Report(new BackupProgress(vault.Name, shards.Count, done, run.Restored, run.Blobs, run.Bytes));
    }

    /// <summary>The documents of a shard that are asked for, with their keys.</summary>
    private static async Task<List<KeyedDocument>> ReadShardAsync(Run run, Vault vault, ShardFile shard, CancellationToken cancel)
    {
        try
        {
            var documents = new List<KeyedDocument>();
            foreach (var document in VaultLines.Split(await vault.ReadRecordsAsync(shard.Sha256, cancel)).Select(VaultedDocument.Parse).Where(run.IsMeant))
            {
                documents.Add(new KeyedDocument(document, await run.Keys.FindAsync(document.Id, cancel)));
            }

            return documents;
        }
        catch (DamagedVaultException damaged)
        {
            run.Failed(damaged.Message);
            return [];
        }
    }

    /// <summary>Those that are not there, and may come back.</summary>
    private async Task<List<KeyedDocument>> LackedAsync(Run run, List<KeyedDocument> documents, CancellationToken cancel)
    {
        var ids = documents.Select(document => document.Vaulted.Id).ToList();
        await using var db = database.Open(CurrentAccount.Everyone);
        HashSet<DocumentId> there = [.. await db.AllDocuments.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancel)];
        run.AlreadyThere += there.Count;
        return [.. documents.Where(document => !there.Contains(document.Vaulted.Id) && run.MayComeBack(document.Vaulted))];
    }

    private async Task<IReadOnlyCollection<RestoredDocument>> FetchAllAsync(Run run, Vault vault, List<KeyedDocument> documents, CancellationToken cancel)
    {
        var ready = new ConcurrentBag<RestoredDocument>();
        await Parallel.ForEachAsync(documents, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, async (document, token) =>
        {
            if (await FetchAsync(run, vault, document, token) is { } fetched)
            {
                ready.Add(fetched);
            }
        });
        return ready;
    }

    private async Task WriteAsync(Run run, IReadOnlyCollection<RestoredDocument> documents, CancellationToken cancel)
    {
        if (documents.Count == 0)
        {
            return;
        }

        // The bytes are on the disk before the rows say so.
        (live as DiskBlobStore)?.FlushImports();
        await database.WriteAsync(CurrentAccount.Everyone, db => RestoredDocument.InsertAllAsync(db, documents, work, time.GetUtcNow(), cancel), cancel);
        run.Restored += documents.Count;
    }

    /// <summary>Null when it cannot be brought back; the reason is among the faults.</summary>
    private async Task<RestoredDocument?> FetchAsync(Run run, Vault vault, KeyedDocument keyed, CancellationToken cancel)
    {
        var document = keyed.Vaulted;
        if (run.AccountKeys.GetValueOrDefault(document.Account) is not { } accountKey || keyed.WrappedKey is not { } wrapped)
        {
            run.LackedKey();
            return null;
        }

        var keys = new DocumentKeys(document.Account.ToString(), document.Id.ToString(), accountKey, wrapped);
        try
        {
            using var unlocked = blobs.Unlock(keys);
            var tables = DocumentRecords.Open(unlocked, document.Record);
            foreach (var blob in document.Blobs)
            {
                await FetchAsync(run, vault, unlocked, blob, cancel);
            }

            return new RestoredDocument(document, wrapped, tables);
        }
        catch (Exception broken) when (broken is DamagedVaultException or CryptographicException or FileNotFoundException)
        {
            run.Failed($"The document {document.Id} was not restored: {broken.Message}");
            return null;
        }
    }

    private async Task FetchAsync(Run run, Vault vault, UnlockedDocument document, VaultedBlob blob, CancellationToken cancel)
    {
        if (await BlobCopy.HashAsync(live, blob.Key, cancel) is { } there)
        {
            // Of a restore that was broken off; or another document's, which cannot be.
            if (there.AsSpan().SequenceEqual(blob.Sha256))
            {
                return;
            }

            await live.DeleteAsync(blob.Key, cancel);
        }

        await BlobImport.RunAsync(vault.Files, live, blobs, document, blob, cancel);
        run.Count(blob);
    }

    /// <param name="WrappedKey">Null when no key bag has it any more.</param>
    private sealed record KeyedDocument(VaultedDocument Vaulted, byte[]? WrappedKey);

    /// <summary>What a restore knows and has counted.</summary>
    private sealed class Run(RestoreScope scope, VaultKeys keys, HashSet<string> deleted, Dictionary<AccountId, byte[]> accountKeys)
    {
        private readonly Lock _gate = new();

        internal VaultKeys Keys => keys;

        internal Dictionary<AccountId, byte[]> AccountKeys => accountKeys;

        internal List<string> Faults { get; } = [];

        internal long Restored { get; set; }

        internal long AlreadyThere { get; set; }

        internal long Deleted { get; private set; }

        internal long WithoutKey { get; private set; }

        internal long Blobs { get; private set; }

        internal long Bytes { get; private set; }

        internal bool IsMeant(VaultedDocument document) => scope switch
        {
            RestoreScope.OneAccount one => document.Account == one.Account,
            RestoreScope.OneDocument one => document.Id == one.Document,
            _ => true,
        };

        internal bool MayComeBack(VaultedDocument document)
        {
            var mark = Convert.ToHexString(DeletionLedger.MarkOf(keys.Secret(DeletionLedger.SecretName), document.Id));
            var isDeleted = deleted.Contains(mark) || (scope is not RestoreScope.OneDocument && deleted.Contains(mark + "?"));
            Deleted += isDeleted ? 1 : 0;
            return !isDeleted;
        }

        internal void LackedKey()
        {
            lock (_gate)
            {
                WithoutKey++;
            }
        }

        internal void Failed(string sentence)
        {
            lock (_gate)
            {
                Faults.Add(sentence);
            }
        }

        internal void Count(VaultedBlob blob)
        {
            lock (_gate)
            {
                (Blobs, Bytes) = (Blobs + 1, Bytes + blob.Length);
            }
        }
    }
}
