using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// Ends what has lain in the trash for long enough, and stacks that were split as long ago. The rows go first, in one transaction with the entry in the feed, and with them the key of the document;
/// then its blobs, which nobody can read any more. Blobs that a crash leaves behind have no row and go with the orphans.
/// </summary>
public sealed class Purge(DigitizeDatabase database, IBlobStore store, TimeProvider time)
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
                purged += await RemoveAsync(document, cancel) ? 1 : 0;
            }
        }

        return purged;
    }

    private async Task<List<DocumentId>> DueAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        return await Due(db, now).OrderBy(row => row.PurgeAfter).Select(row => row.Id).Take(AtOnce).ToListAsync(cancel);
    }

    /// <summary>False when it was taken back meanwhile.</summary>
    private async Task<bool> RemoveAsync(DocumentId id, CancellationToken cancel)
    {
        var blobs = await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var now = time.GetUtcNow();
            if (await Due(db, now).Where(row => row.Id == id).SingleOrDefaultAsync(cancel) is not { } document)
            {
                return null;
            }

            var found = await BlobsAsync(db, document, cancel);

            // Versions with their pages and readings, pages, texts, thumbnails, tags, work and keys of idempotency go with the document's row.
            await Due(db, now).Where(row => row.Id == id).ExecuteDeleteAsync(cancel);
            await ChangeFeed.AppendAsync(db, document.AccountId, id, ChangeKind.Purged, now);
            return found;
        }, cancel);
        foreach (var blob in blobs ?? [])
        {
            await store.DeleteAsync(blob, cancel);
        }

        return blobs is not null;
    }

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
        db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).AsNoTracking().Where(row => (row.State == DocumentState.Trashed || row.State == DocumentState.Split) && row.PurgeAfter <= now);
}
