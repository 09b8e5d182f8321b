using System.IO.Pipelines;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Exports;

/// <summary>
/// Makes the exports that were asked for, one after the other and one process at a time, and removes those whose time is over. A maker that dies loses its lease, and the export is made from its beginning.
/// </summary>
public sealed class ExportJob(DigitizeDatabase database, JobLeases leases, ExportWriter writer, EncryptedBlobs blobs, IBlobStore store, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    private const string Lease = "exports";

    private const int TellEvery = 20;

    private static readonly TimeSpan LeaseLength = TimeSpan.FromMinutes(2);

    /// <returns>How many were made; 0 also when another process is at it.</returns>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        if (!await IsThereWorkAsync(cancel))
        {
            return 0;
        }

        await using var lease = await leases.TryTakeAsync(Lease, LeaseLength, cancel);
        if (lease is null)
        {
            return 0;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
        await RemoveAsync(either.Token);
        var made = 0;
        while (await NextAsync(either.Token) is { } export)
        {
            await MakeAsync(export, either.Token);
            made++;
        }

        return made;
    }

    private async Task<bool> IsThereWorkAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Exports.AnyAsync(row => row.State == ExportState.Waiting || row.State == ExportState.Making || row.ExpiresAt < now || (row.State == ExportState.Outdated && row.Blob != null), cancel);
    }

    /// <summary>Those that have run out go; of those that are outdated the file goes, and the row stays to say so.</summary>
    private async Task RemoveAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        List<Export> gone;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            gone = await db.Exports.Where(row => row.ExpiresAt < now || (row.State == ExportState.Outdated && row.Blob != null)).ToListAsync(cancel);
        }

        foreach (var export in gone)
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => export.ExpiresAt < now
                ? db.Exports.Where(row => row.Id == export.Id).ExecuteDeleteAsync(cancel)
                : db.Exports.Where(row => row.Id == export.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Blob, (BlobKey?)null), cancel), cancel);
            await DeleteAsync(export.Blob, cancel);
        }
    }

    /// <summary>The oldest that waits, or that a maker left when it died.</summary>
    private async Task<Export?> NextAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Exports.Where(row => row.State == ExportState.Waiting || row.State == ExportState.Making).OrderBy(row => row.Id).FirstOrDefaultAsync(cancel);
    }

    private async Task MakeAsync(Export export, CancellationToken cancel)
    {
        await DeleteAsync(export.Blob, cancel);
        var blob = BlobKey.New(export.AccountId.ToString(), random);
        if (await BeginAsync(export, blob, cancel) is not { } keys)
        {
            return;
        }

        try
        {
            var (summary, length) = await WriteAsync(export, keys, blob, cancel);
            if (!await FinishAsync(export.Id, blob, ExportState.Ready, summary, length, cancel))
            {
                // Outdated while it was made, or taken over by another maker.
                await DeleteAsync(blob, cancel);
            }
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            await FinishAsync(export.Id, blob, ExportState.Failed, null, null, CancellationToken.None);
            await DeleteAsync(blob, CancellationToken.None);
            throw;
        }
    }

    /// <summary>The key of the file is in the row before the file is there: the sweep for orphans leaves it alone. Null when the account has gone, or the export is not wanted any more.</summary>
    private Task<DocumentKeys?> BeginAsync(Export export, BlobKey blob, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var account = export.AccountId.ToString();
        if (await db.Accounts.Where(row => row.Id == export.AccountId).Select(row => row.WrappedKey).SingleOrDefaultAsync(cancel) is not { } accountKey)
        {
            return null;
        }

        var key = blobs.NewDocumentKey(account, accountKey, export.Id.ToString());
        var isBegun = await UnderWay(db, export.Id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, ExportState.Making).SetProperty(row => row.Documents, 0).SetProperty(row => row.Blob, blob).SetProperty(row => row.WrappedKey, key), cancel) == 1;
        return isBegun ? new DocumentKeys(account, export.Id.ToString(), accountKey, key) : null;
    }, cancel);

    /// <summary>The ZIP goes through a pipe into an encrypted blob: it is nowhere in the clear, and nowhere whole.</summary>
    private async Task<(ExportSummary Summary, long Length)> WriteAsync(Export export, DocumentKeys keys, BlobKey blob, CancellationToken cancel)
    {
        var pipe = new Pipe();
        var stored = Task.Run(async () =>
        {
            try
            {
                var receipt = await blobs.WriteAsync(keys, blob, pipe.Reader.AsStream(), cancel);
                await pipe.Reader.CompleteAsync();
                return receipt;
            }
            catch (Exception broken)
            {
                // The writer must not wait for a reader that is gone.
                await pipe.Reader.CompleteAsync(broken);
                throw;
            }
        }, CancellationToken.None);
        try
        {
            var summary = await writer.WriteAsync(export.AccountId, pipe.Writer.AsStream(), done => TellAsync(export.Id, done, cancel), cancel);
            await pipe.Writer.CompleteAsync();
            return (summary, (await stored).Length);
        }
        catch (Exception broken)
        {
            await pipe.Writer.CompleteAsync(broken);
            await ((Task)stored).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Every so many: it is a transaction.</summary>
    private Task TellAsync(ExportId id, long documents, CancellationToken cancel) => documents % TellEvery != 0 ? Task.CompletedTask :
        database.WriteAsync(CurrentAccount.Everyone, db => UnderWay(db, id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Documents, documents), cancel), cancel);

    /// <summary>The blob is the fence: a maker that lost its lease finds another's in the row, and changes nothing.</summary>
    /// <returns>False when it is not this maker's any more.</returns>
    private Task<bool> FinishAsync(ExportId id, BlobKey blob, ExportState state, ExportSummary? summary, long? length, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var now = time.GetUtcNow();
        var (documents, faults) = (summary?.Documents ?? 0, summary?.Faults.Count ?? 0);
        var isFinished = await UnderWay(db, id).Where(row => row.Blob == blob).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, state).SetProperty(row => row.Documents, documents).SetProperty(row => row.Faults, faults).SetProperty(row => row.Length, length)
            .SetProperty(row => row.ReadyAt, now).SetProperty(row => row.ExpiresAt, now + AccountExports.Kept), cancel) == 1;
        if (isFinished && state == ExportState.Ready)
        {
            var account = await db.Exports.Where(row => row.Id == id).Select(row => row.AccountId).SingleAsync(cancel);
            await audit.AppendAsync(db, account, AuditEvent.Of(Actor.System, AuditAction.ExportMade, account) with { Reason = $"export {id}" }, cancel);
        }

        return isFinished;
    }, cancel);

    private static IQueryable<Export> UnderWay(DigitizeDb db, ExportId id) => db.Exports.Where(row => row.Id == id && (row.State == ExportState.Waiting || row.State == ExportState.Making));

    private async Task DeleteAsync(BlobKey? blob, CancellationToken cancel)
    {
        if (blob is { } key)
        {
            await store.DeleteAsync(key, cancel);
        }
    }
}
