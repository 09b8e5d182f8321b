using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Words that somebody has found right as they are: they are sure from then on. A version of its own, which shares the PDF with the one before, because nothing changes that is in it; so it is there at once, and can be taken back.
/// </summary>
public sealed class WordConfirmations(DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    /// <param name="confirmed">The page with its words as they are to be, on their places.</param>
    internal async Task<EditResult> ConfirmAsync(DocumentKeys keys, ShownPage page, int basedOn, RecognizedPage confirmed, Actor by, CancellationToken cancel)
    {
        var blob = BlobKey.New(keys.Account, random);
        using (var json = new MemoryStream(RecognizedPageJson.Write(confirmed)))
        {
            await blobs.WriteAsync(keys, blob, json, cancel);
        }

        var (account, id) = (page.Reading.AccountId, page.Reading.DocumentId);
        try
        {
            if (await database.WriteAsync(CurrentAccount.Of(account), db => ShowAsync(db, page, basedOn, blob, confirmed, by, cancel), cancel))
            {
                return new EditResult.Done();
            }
        }
        catch
        {
            await RemoveUnlessTakenAsync(id, blob);
            throw;
        }

        await store.DeleteAsync(blob, CancellationToken.None);
        return new EditResult.TooLate();
    }

    /// <summary>False when another version is shown by now, or the document is being worked on.</summary>
    private async Task<bool> ShowAsync(DigitizeDb db, ShownPage page, int basedOn, BlobKey blob, RecognizedPage confirmed, Actor by, CancellationToken cancel)
    {
        var id = page.Reading.DocumentId;
        if (!await Transitions.HoldAsync(db, id) || await db.Documents.AsNoTracking().SingleAsync(row => row.Id == id, cancel) is not { State: DocumentState.Completed } document || document.CurrentVersion != basedOn)
        {
            return false;
        }

        var before = await db.Versions.AsNoTracking().SingleAsync(row => row.DocumentId == id && row.Number == basedOn, cancel);
        var (number, now) = (await Versions.NextNumberAsync(db, id), time.GetUtcNow());
        IReadOnlyList<ShownPage> pages = [.. (await Versions.PagesAsync(db, id, basedOn, cancel)).Select(each => each.Number == page.Number ? each with { Reading = each.Reading.Corrected(number, each.Number, blob, confirmed) } : each)];
        var version = Versions.Copy(before, pages, number, $"page {page.Number} confirmed", by.Maker, before.Title, now);
        await Versions.AddAsync(db, version, pages);
        await Transitions.ShowAsync(db, version, now);
        await audit.AppendAsync(db, document.AccountId, AuditEvent.Of(by, AuditAction.WordsConfirmed, id), cancel);
        return true;
    }

    /// <summary>When the connection broke during the commit, only the row can tell whether it happened.</summary>
    private async Task RemoveUnlessTakenAsync(DocumentId id, BlobKey blob)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (!await db.PageReadings.AnyAsync(row => row.DocumentId == id && row.WordsBlob == blob, CancellationToken.None))
        {
            await store.DeleteAsync(blob, CancellationToken.None);
        }
    }
}
