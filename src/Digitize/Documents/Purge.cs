using Digitize.Accounts;
using Digitize.Database;
using Digitize.Exports;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// Ends what has lain in the trash for long enough, and what was split or merged as long ago; all documents of an account that has left; and one that is to be erased. What a legal hold lies on stays, and what is restricted goes only by erasure.
/// The rows go first, in one transaction with the entries in the feed and in the deletion ledger, and with them the key of the document;
/// then its blobs, which nobody can read any more. Blobs that a crash leaves behind have no row and go with the orphans.
/// </summary>
public sealed class Purge(DigitizeDatabase database, IBlobStore store, DeletionLedger ledger, AuditLog audit, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Ends every document whose time has come. Returns how many.</summary>
    public Task<int> RunAsync(CancellationToken cancel) => RunAsync(Due, DeletionReason.TrashRanOut, cancel);

    /// <summary>Ends every document of an account, in the trash or not, but for those that are held or restricted. Returns how many.</summary>
    /// <param name="agreed">The agreement that they go by: when it is taken back in between, what is left stays.</param>
    internal Task<int> EndAllAsync(AccountId account, Func<DigitizeDb, IQueryable<ContractEnd>> agreed, CancellationToken cancel) => RunAsync((db, _) =>
    {
        var stands = agreed(db);
        return Endable(db).Where(row => row.AccountId == account && stands.Any());
    }, DeletionReason.ContractEnded, cancel);

    /// <summary>Ends a document at once, wherever it is in its life. Null when there is no such document of the account, or a hold lies on it.</summary>
    public Task<Deletion?> EndAsync(AccountId account, DocumentId document, DeletionReason reason, Actor by, CancellationToken cancel) =>
        RemoveAsync(document, (db, _) => db.AllDocuments.AsNoTracking().WithoutHold(db).Where(row => row.AccountId == account), reason, by, cancel);

    private async Task<int> RunAsync(Func<DigitizeDb, DateTimeOffset, IQueryable<Document>> mayGo, DeletionReason reason, CancellationToken cancel)
    {
        var purged = 0;
        while (await DueAsync(mayGo, cancel) is { Count: > 0 } due)
        {
            foreach (var document in due)
            {
                purged += await RemoveAsync(document, mayGo, reason, Actor.System, cancel) is null ? 0 : 1;
            }
        }

        return purged;
    }

    private async Task<List<DocumentId>> DueAsync(Func<DigitizeDb, DateTimeOffset, IQueryable<Document>> mayGo, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        return await mayGo(db, now).OrderBy(row => row.PurgeAfter).Select(row => row.Id).Take(AtOnce).ToListAsync(cancel);
    }

    /// <summary>Null when it may not go any more: it was taken back meanwhile, a hold was placed, or it is gone.</summary>
    private async Task<Deletion?> RemoveAsync(DocumentId id, Func<DigitizeDb, DateTimeOffset, IQueryable<Document>> mayGo, DeletionReason reason, Actor by, CancellationToken cancel)
    {
        var mark = await ledger.MarkOfAsync(id, cancel);
        var (entry, blobs) = await database.WriteAsync<(Deletion?, List<BlobKey>)>(CurrentAccount.Everyone, async db =>
        {
            var now = time.GetUtcNow();
            await HoldQueries.EnterAsync(db, id);
            if (await mayGo(db, now).Where(row => row.Id == id).SingleOrDefaultAsync(cancel) is not { } document)
            {
                return (null, []);
            }

            var found = await BlobsAsync(db, document, cancel);

            // Versions with their pages and readings, pages, texts, thumbnails, tags, work and keys of idempotency go with the document's row.
            // Taken back or restricted between the two statements, it keeps its blobs.
            if (await mayGo(db, now).Where(row => row.Id == id).ExecuteDeleteAsync(cancel) == 0)
            {
                return (null, []);
            }

            await AccountExports.OutdateAsync(db, document.AccountId, cancel);
            await ChangeFeed.AppendAsync(db, document.AccountId, id, ChangeKind.Purged, now);
            var entry = await ledger.AppendAsync(db, mark, reason, now, cancel);
            await audit.AppendAsync(db, document.AccountId, AuditEvent.Of(by, AuditAction.DocumentPurged, id) with { Reason = WordFor(reason) }, cancel);
            return (entry, found);
        }, cancel);
        foreach (var blob in blobs)
        {
            await store.DeleteAsync(blob, cancel);
        }

        if (reason == DeletionReason.Erased)
        {
            await database.EmptyLogAsync(cancel);
        }

        return entry;
    }

    private static string WordFor(DeletionReason reason) => reason switch
    {
        DeletionReason.TrashRanOut => "trash",
        DeletionReason.Erased => "erasure",
        DeletionReason.ContractEnded => "contract ended",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static async Task<List<BlobKey>> BlobsAsync(DigitizeDb db, Document document, CancellationToken cancel)
    {
        var pages = await db.Pages.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => new { row.FinishedBlob, row.WordsBlob }).ToListAsync(cancel);
        var versions = await db.Versions.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => row.PdfBlob).ToListAsync(cancel);
        var thumbnails = await db.Thumbnails.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => row.Blob).ToListAsync(cancel);
        var readings = await db.PageReadings.AsNoTracking().Where(row => row.DocumentId == document.Id && row.WordsBlob != null).Select(row => row.WordsBlob!.Value).ToListAsync(cancel);
        var ofPages = pages.SelectMany(page => new[] { page.FinishedBlob, page.WordsBlob }).OfType<BlobKey>();

        // Versions share PDFs and words.
        return [.. new[] { document.OriginalBlob }.Concat(versions).Concat(ofPages).Concat(readings).Concat(thumbnails).Distinct()];
    }

    private static IQueryable<Document> Due(DigitizeDb db, DateTimeOffset now) =>
        Endable(db).Where(row => (row.State == DocumentState.Trashed || row.State == DocumentState.Split || row.State == DocumentState.Merged) && row.PurgeAfter <= now);

    /// <summary>Restricted documents are left out by their filter.</summary>
    private static IQueryable<Document> Endable(DigitizeDb db) => db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).AsNoTracking().WithoutHold(db);
}
