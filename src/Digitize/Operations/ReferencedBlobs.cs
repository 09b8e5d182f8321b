using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>Which blobs rows refer to: what the sweep for orphans must leave alone. A new column with a key belongs in here, which a test sees to.</summary>
internal static class ReferencedBlobs
{
    internal static async Task<IReadOnlySet<BlobKey>> AllAsync(DigitizeDatabase database, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var keys = new HashSet<BlobKey>();
        foreach (var column in Columns(db))
        {
            keys.UnionWith(await column.ToListAsync(cancel));
        }

        return keys;
    }

    internal static async Task<bool> HasAsync(DigitizeDatabase database, BlobKey key, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        foreach (var column in Columns(db))
        {
            if (await column.AnyAsync(found => found == key, cancel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Documents in the trash count: they can be taken back. Restricted ones count: they are kept.</summary>
    private static IEnumerable<IQueryable<BlobKey>> Columns(DigitizeDb db) =>
    [
        db.AllDocuments.Select(row => row.OriginalBlob),
        db.Versions.Select(row => row.PdfBlob),
        db.Pages.Where(row => row.FinishedBlob != null).Select(row => row.FinishedBlob!.Value),
        db.Pages.Where(row => row.WordsBlob != null).Select(row => row.WordsBlob!.Value),
        db.PageReadings.Where(row => row.WordsBlob != null).Select(row => row.WordsBlob!.Value),
        db.Thumbnails.Select(row => row.Blob),
        db.Exports.Where(row => row.Blob != null).Select(row => row.Blob!.Value),
        db.Set<UploadPiece>().Select(row => row.Blob),
    ];
}
