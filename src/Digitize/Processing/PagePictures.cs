using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Pages as pictures for people, drawn from the rendition of a version. Pictures are drawn each time; thumbnails, which lists ask for by the hundred, once: they are kept
/// under the document's key. Who goes away ends the drawing that he asked for.
/// </summary>
public sealed class PagePictures(
    DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, Scratch scratch, DrawingChildren children, ProcessingOptions options, RandomNumberGenerator random, TimeProvider time) : IAsyncDisposable
{
    private readonly OpenRenditions _renditions = new(blobs, scratch, children, options.Drawers, time);
    private readonly SemaphoreSlim _places = new(options.Drawers, options.Drawers);
    private readonly OneAtATime<(DocumentId, int, PageNumber)> _drawing = new();

    /// <param name="page">One of the version's pages.</param>
    public async Task<PictureResult> DrawAsync(DocumentKeys keys, DocumentVersion version, PageNumber page, DrawingBounds bounds, CancellationToken cancel)
    {
        if (await children.FindAsync(cancel) is not { } runner)
        {
            return new PictureResult.NotHere();
        }

        // Before the rendition is opened: a hundred who wait have no hundred letters in the clear.
        await _places.WaitAsync(cancel);
        try
        {
            return await DrawAsync(runner, keys, version, page, bounds, cancel);
        }
        catch (UnreadableException unreadable)
        {
            return new PictureResult.Refused(unreadable.Failure);
        }
        catch (RunnerFailedException failed)
        {
            // The page ended the process that drew it, or would have kept it for ever.
            return new PictureResult.Refused(Retries.Describe(failed));
        }
        finally
        {
            _places.Release();
        }
    }

    /// <param name="page">One of the version's pages.</param>
    public async Task<PictureResult> ThumbnailAsync(DocumentKeys keys, DocumentVersion version, PageNumber page, CancellationToken cancel)
    {
        if (await ReadAsync(keys, version, page, cancel) is { } kept)
        {
            return kept;
        }

        using var turn = await _drawing.EnterAsync((version.DocumentId, version.Number, page), cancel);
        if (await ReadAsync(keys, version, page, cancel) is { } keptMeanwhile)
        {
            return keptMeanwhile;
        }

        var result = await DrawAsync(keys, version, page, DrawingBounds.Thumbnail, cancel);
        if (result is PictureResult.Drawn { IsPartial: false } drawn)
        {
            await KeepAsync(keys, version, page, drawn, cancel);
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _renditions.DisposeAsync();
        _places.Dispose();
    }

    private async Task<PictureResult> DrawAsync(ChildProcessRunner runner, DocumentKeys keys, DocumentVersion version, PageNumber page, DrawingBounds bounds, CancellationToken cancel)
    {
        await using var pdf = await _renditions.BorrowAsync(keys, version.PdfBlob, cancel);
        using var folder = scratch.NewFolder();
        var path = Path.Combine(folder.Path, "picture");
        var drawn = await runner.DrawAsync(pdf.Path, page, bounds, path, cancel);
        return new PictureResult.Drawn(await File.ReadAllBytesAsync(path, cancel), drawn.Format, drawn.IsPartial);
    }

    /// <summary>Null when there is none, or when its blob is gone: no backup brings it back, and the next drawing makes a new one.</summary>
    private async Task<PictureResult.Drawn?> ReadAsync(DocumentKeys keys, DocumentVersion version, PageNumber page, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(version.AccountId));
        if (await Rows(db, version, page).SingleOrDefaultAsync(cancel) is not { } row)
        {
            return null;
        }

        try
        {
            await using var content = await blobs.OpenAsync(keys, row.Blob, cancel);
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            return new PictureResult.Drawn(bytes.ToArray(), row.Format, IsPartial: false);
        }
        catch (FileNotFoundException)
        {
            await database.WriteAsync(CurrentAccount.Of(version.AccountId), writing => Rows(writing, version, page).Where(gone => gone.Blob == row.Blob).ExecuteDeleteAsync(cancel), cancel);
            return null;
        }
    }

    /// <summary>What cannot be kept is shown all the same.</summary>
    private async Task KeepAsync(DocumentKeys keys, DocumentVersion version, PageNumber page, PictureResult.Drawn drawn, CancellationToken cancel)
    {
        var blob = BlobKey.New(keys.Account, random);
        var thumbnail = new Thumbnail
        {
            DocumentId = version.DocumentId,
            Version = version.Number,
            Page = page,
            AccountId = version.AccountId,
            Blob = blob,
            Format = drawn.Format,
            CreatedAt = time.GetUtcNow(),
        };
        try
        {
            using var bytes = new MemoryStream(drawn.Bytes, writable: false);
            await blobs.WriteAsync(keys, blob, bytes, cancel);
            await database.WriteAsync(CurrentAccount.Of(version.AccountId), async db =>
            {
                db.Add(thumbnail);
                await db.SaveChangesAsync(cancel);
            }, cancel);
        }
        catch (Exception notKept) when (notKept is IOException or DbUpdateException)
        {
            // The disk is full; or another machine was faster, or the document was purged meanwhile. A blob without a row goes at once or with the orphans.
            await RemoveAsync(version.AccountId, blob);
        }
    }

    private async Task RemoveAsync(AccountId account, BlobKey blob)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        if (!await db.Thumbnails.AnyAsync(row => row.Blob == blob, CancellationToken.None))
        {
            await store.DeleteAsync(blob, CancellationToken.None);
        }
    }

    private static IQueryable<Thumbnail> Rows(DigitizeDb db, DocumentVersion version, PageNumber page) =>
        db.Thumbnails.Where(row => row.DocumentId == version.DocumentId && row.Version == version.Number && row.Page == page);
}
