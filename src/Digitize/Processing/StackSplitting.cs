using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Makes documents of the parts of a stack, in the order in which the intake writes: the bytes of all are durable before one transaction writes their rows, their first work,
/// the end of the stack and of the work on it. A crash before leaves blobs without rows, which the sweep removes, and the attempt is made again.
/// </summary>
internal sealed class StackSplitting(DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, WorkItems items, DocumentTrash trash, AuditLog audit, RandomNumberGenerator random, TimeProvider time)
{
    /// <exception cref="StaleClaimException">Somebody else has the work, or the stack was deleted meanwhile. Nothing was changed.</exception>
    internal async Task SplitAsync(WorkClaim claim, Document stack, Inspection found, IReadOnlyList<StackPart> parts, CancellationToken cancel)
    {
        var stored = new List<StoredPart>();
        try
        {
            var accountKey = await AccountKeyAsync(claim.Account, cancel);
            foreach (var part in parts)
            {
                stored.Add(await StoreAsync(claim.Account.ToString(), accountKey, part, cancel));
            }

            await database.WriteAsync(CurrentAccount.Everyone, db => RecordAsync(db, claim, stack, found, stored), cancel);
        }
        catch
        {
            await RemoveUnlessTakenAsync(claim.Document, stored);
            throw;
        }
    }

    private async Task<byte[]> AccountKeyAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Accounts.Where(row => row.Id == account).Select(row => row.WrappedKey).SingleAsync(cancel);
    }

    private async Task<StoredPart> StoreAsync(string account, byte[] accountKey, StackPart part, CancellationToken cancel)
    {
        var id = DocumentId.New(time);
        var keys = new DocumentKeys(account, id.ToString(), accountKey, blobs.NewDocumentKey(account, accountKey, id.ToString()));
        var blob = BlobKey.New(account, random);
        await using var file = File.OpenRead(part.Path);
        return new StoredPart(id, keys, blob, await blobs.WriteAsync(keys, blob, file, cancel), part.Pages.First);
    }

    private async Task RecordAsync(DigitizeDb db, WorkClaim claim, Document stack, Inspection found, IReadOnlyList<StoredPart> parts)
    {
        var now = time.GetUtcNow();
        if (!await WorkItems.SettleAsync(db, claim, now))
        {
            throw new StaleClaimException();
        }

        for (var i = 0; i < parts.Count; i++)
        {
            var document = NewDocument(stack, parts[i], PartTitles.Of(stack.Title, i + 1, parts.Count), await TwinAsync(db, claim, parts[i]));
            db.Add(document);
            db.Add(new PageText { AccountId = claim.Account, DocumentId = document.Id, Text = document.Title });
        }

        IReadOnlyList<DocumentId> ids = [.. parts.Select(part => part.Id)];
        await items.AddFirstAsync(db, claim.Account, ids);
        if (!await Transitions.SplitAsync(db, claim.Document, claim.Reading, found, now + trash.KeptFor, now))
        {
            throw new StaleClaimException();
        }

        await ChangeFeed.AppendAsync(db, claim.Account, ids, ChangeKind.Received, now);
        await audit.AppendAsync(db, claim.Account,
            [AuditEvent.Of(Actor.System, AuditAction.DocumentSplit, claim.Document), .. ids.Select(id => AuditEvent.Of(Actor.System, AuditAction.DocumentReceived, id) with { Reason = $"part of {claim.Document}" })], CancellationToken.None);
    }

    /// <summary>The same letter sent earlier. Two sheets of one stack may well be alike without one being a copy of the other.</summary>
    private static Task<DocumentId?> TwinAsync(DigitizeDb db, WorkClaim claim, StoredPart part) =>
        db.Documents.Where(row => row.AccountId == claim.Account && row.OriginalSha256 == part.Receipt.Sha256)
            .OrderBy(row => row.ReceivedAt).Select(row => (DocumentId?)row.Id).FirstOrDefaultAsync();

    private static Document NewDocument(Document stack, StoredPart part, string title, DocumentId? twin) => new()
    {
        Id = part.Id,
        AccountId = stack.AccountId,
        UserId = stack.UserId,
        FileName = stack.FileName,
        Title = title,
        Languages = stack.Languages,
        Source = stack.Source,
        Type = stack.Type,
        DatedOn = stack.DatedOn,
        SplitFrom = stack.Id,
        SplitFromPage = part.FirstPage,
        DuplicateOf = twin,
        State = DocumentState.Received,
        Reading = 1,
        OriginalBlob = part.Blob,
        OriginalLength = part.Receipt.Length,
        OriginalSha256 = part.Receipt.Sha256,
        WrappedKey = part.Keys.WrappedDocumentKey,
        ReceivedAt = stack.ReceivedAt,
    };

    /// <summary>When the connection broke during the commit, only the rows can tell whether it happened.</summary>
    private async Task RemoveUnlessTakenAsync(DocumentId stack, IReadOnlyList<StoredPart> parts)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (parts.Count == 0 || await db.AllDocuments.AnyAsync(row => row.SplitFrom == stack && row.OriginalBlob == parts[0].Blob))
        {
            return;
        }

        foreach (var part in parts)
        {
            await store.DeleteAsync(part.Blob, CancellationToken.None);
        }
    }

    private sealed record StoredPart(DocumentId Id, DocumentKeys Keys, BlobKey Blob, BlobReceipt Receipt, PageNumber FirstPage);
}
