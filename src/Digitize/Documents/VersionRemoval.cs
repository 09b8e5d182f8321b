using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// Takes one earlier version away for good: what was wrong about a person and has been corrected must not stay readable. Its PDF, its text and the words that no other version shows go;
/// the original stays, for it is what was sent.
/// </summary>
public sealed class VersionRemoval(DigitizeDatabase database, IBlobStore store, AuditLog audit, TimeProvider time)
{
    /// <summary>The version that is shown is never removed, and none while a document is worked on.</summary>
    public async Task<RemovalResult> RemoveAsync(AccountId account, DocumentId id, int number, Actor by, CancellationToken cancel)
    {
        var (result, blobs) = await database.WriteAsync(CurrentAccount.Of(account), db => RemoveAsync(db, account, id, number, by, cancel), cancel);

        // Those that a crash leaves behind have no row and go with the orphans.
        foreach (var blob in blobs)
        {
            await store.DeleteAsync(blob, cancel);
        }

        return result;
    }

    private async Task<(RemovalResult Result, IReadOnlyList<BlobKey> Blobs)> RemoveAsync(DigitizeDb db, AccountId account, DocumentId id, int number, Actor by, CancellationToken cancel)
    {
        if (!await Transitions.HoldAsync(db, id))
        {
            return (RemovalResult.WrongState, []);
        }

        if (await HoldQueries.LieOnAsync(db, account, id, cancel))
        {
            return (RemovalResult.OnHold, []);
        }

        if (await db.Versions.AsNoTracking().SingleOrDefaultAsync(row => row.DocumentId == id && row.Number == number, cancel) is not { } version)
        {
            return (RemovalResult.NoSuchVersion, []);
        }

        if (await db.Documents.AnyAsync(row => row.Id == id && row.CurrentVersion == number, cancel))
        {
            return (RemovalResult.IsShown, []);
        }

        await db.Versions.Where(row => row.DocumentId == id && row.Number == number).ExecuteDeleteAsync(cancel);
        await db.VersionPages.Where(row => row.DocumentId == id && row.Version == number).ExecuteDeleteAsync(cancel);
        var blobs = await RemoveUnusedAsync(db, version);
        await ChangeFeed.AppendAsync(db, account, id, ChangeKind.Edited, time.GetUtcNow());
        await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.VersionRemoved, id), cancel);
        return (RemovalResult.Done, blobs);
    }

    /// <summary>What no version that is left refers to.</summary>
    private static async Task<IReadOnlyList<BlobKey>> RemoveUnusedAsync(DigitizeDb db, DocumentVersion version)
    {
        var (id, number) = (version.DocumentId, version.Number);
        var thumbnails = db.Thumbnails.Where(row => row.DocumentId == id && row.Version == number);
        var readings = db.PageReadings.Where(row => row.DocumentId == id && !db.VersionPages.Any(page => page.DocumentId == row.DocumentId && page.ReadIn == row.Version && page.ReadAs == row.Page));
        var blobs = await thumbnails.Select(row => row.Blob).ToListAsync();
        blobs.AddRange(await readings.Where(row => row.WordsBlob != null).Select(row => row.WordsBlob!.Value).ToListAsync());
        if (!await db.Versions.AnyAsync(row => row.DocumentId == id && row.PdfBlob == version.PdfBlob))
        {
            blobs.Add(version.PdfBlob);
        }

        await thumbnails.ExecuteDeleteAsync();
        await readings.ExecuteDeleteAsync();

        // The latest reading names its words, too; what it was is in the versions.
        List<BlobKey?> gone = [.. blobs];
        await db.Pages.Where(row => row.DocumentId == id && row.WordsBlob != null && gone.Contains(row.WordsBlob)).ExecuteUpdateAsync(set => set.SetProperty(row => row.WordsBlob, (BlobKey?)null));
        return blobs;
    }
}

/// <summary>What became of removing a version.</summary>
public enum RemovalResult
{
    Done,
    NoSuchVersion,
    IsShown,

    /// <summary>A legal hold lies on the document.</summary>
    OnHold,

    /// <summary>The document is being worked on, or is in the trash.</summary>
    WrongState,
}
