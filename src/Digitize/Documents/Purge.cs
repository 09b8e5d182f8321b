using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// Ends what has lain in the trash for long enough, and stacks that were split as long ago. The rows go first, in one transaction with the entries in the feed and in the deletion ledger, and with them the key of the document;
/// then its blobs, which nobody can read any more. Blobs that a crash leaves behind have no row and go with the orphans.
/// </summary>
public sealed class Purge(DigitizeDatabase database, IBlobStore store, DeletionLedger ledger, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>Ends every document whose time has come. Returns how many.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var purged = 0;
        while (await DueAsync(cancel) is { Count: > 0 } due)
        {
            foreach (var document in due)
            {
                purged += await RemoveAsync(document, db => Due(db, time.GetUtcNow()), DeletionReason.TrashRanOut, cancel) is null ? 0 : 1;
            }
        }

        return purged;
    }

    /// <summary>Ends a document at once, wherever it is in its life. Null when there is no such document of the account.</summary>
    public Task<Deletion?> EndAsync(AccountId account, DocumentId document, DeletionReason reason, CancellationToken cancel) =>
        RemoveAsync(document, db => WithTrash(db).Where(row => row.AccountId == account), reason, cancel);

    private async Task<List<DocumentId>> DueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        return await Due(db, now).OrderBy(row => row.PurgeAfter).Select(row => row.Id).Take(AtOnce).ToListAsync(cancel);
    }

    /// <summary>Null when it is not among those meant any more: it was taken back, or is gone.</summary>
    private async Task<Deletion?> RemoveAsync(DocumentId id, Func<DigitizeDb, IQueryable<Document>> meant, DeletionReason reason, CancellationToken cancel)
    {
        var mark = await ledger.MarkOfAsync(id, cancel);
        var (entry, blobs) = await database.WriteAsync<(Deletion?, List<BlobKey>)>(CurrentAccount.Everyone, async db =>
        {
            var now = time.GetUtcNow();
            if (await meant(db).Where(row => row.Id == id).SingleOrDefaultAsync(cancel) is not { } document)
            {
                return (null, []);
            }

            var found = await BlobsAsync(db, document, cancel);

            // Versions, pages, texts, thumbnails, tags, work and keys of idempotency go with the document's row.
            await meant(db).Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
            await ChangeFeed.AppendAsync(db, document.AccountId, id, ChangeKind.Purged, now);
            return (await ledger.AppendAsync(db, mark, reason, now, cancel), found);
        }, cancel);
        foreach (var blob in blobs)
        {
            await store.DeleteAsync(blob, cancel);
        }

        return entry;
    }

    private static async Task<List<BlobKey>> BlobsAsync(DigitizeDb db, Document document, CancellationToken cancel)
    {
        var pages = await db.Pages.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => new { row.FinishedBlob, row.WordsBlob }).ToListAsync(cancel);
        var versions = await db.Versions.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => row.PdfBlob).ToListAsync(cancel);
        var thumbnails = await db.Thumbnails.AsNoTracking().Where(row => row.DocumentId == document.Id).Select(row => row.Blob).ToListAsync(cancel);
        var ofPages = pages.SelectMany(page => new[] { page.FinishedBlob, page.WordsBlob }).OfType<BlobKey>();
        return [document.OriginalBlob, .. versions, .. ofPages, .. thumbnails];
    }

    private static IQueryable<Document> WithTrash(DigitizeDb db) => db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).AsNoTracking();

    private static IQueryable<Document> Due(DigitizeDb db, DateTimeOffset now) =>
        WithTrash(db).Where(row => (row.State == DocumentState.Trashed || row.State == DocumentState.Split) && row.PurgeAfter <= now);
}
