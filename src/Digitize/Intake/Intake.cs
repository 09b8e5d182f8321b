using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Intake;

/// <summary>
/// The only way in. The bytes go to the blob store while they come, encrypted and hashed on the way; when they are durable, one transaction writes the document,
/// its first work item and its place in the feed. <see cref="IntakeResult.Accepted"/> is said after that commit, so that what was accepted is not lost by any crash.
/// </summary>
public sealed class Intake(
    DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, SpaceGuard space, WorkItems work, WorkSignal signal, AuditLog audit, IntakeOptions options, RandomNumberGenerator random, TimeProvider time)
{
    /// <param name="content">Read to its end unless the answer is no; the caller disposes it.</param>
    /// <exception cref="InvalidOperationException">There is no such account.</exception>
    public Task<IntakeResult> AcceptAsync(Submission submission, Stream content, CancellationToken cancel) =>
        AcceptAsync(submission, content, _ => Task.FromResult(submission), cancel);

    /// <param name="complete">Asked once the bytes are durable: forms may tell their fields behind the file.</param>
    /// <inheritdoc cref="AcceptAsync(Submission, Stream, CancellationToken)"/>
    public async Task<IntakeResult> AcceptAsync(Submission submission, Stream content, Func<CancellationToken, Task<Submission>> complete, CancellationToken cancel)
    {
        if (await RefuseAsync(submission, cancel) is { } no)
        {
            return no;
        }

        if (space.Look(incomingBytes: 0) is Space.TooLittle)
        {
            return new IntakeResult.NoSpace();
        }

        if (LanguageSet.TryParse(LanguagesOf(submission)) is null)
        {
            return Refused(FailureCode.NotSupported, "Languages are named as in deu+eng.");
        }

        var start = new byte[FileSignature.Needed];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        if (read == 0)
        {
            return Refused(FailureCode.NotSupported, "The file is empty.");
        }

        if (FileSignature.Find(start.AsSpan(0, read)) is null)
        {
            return Refused(FailureCode.NotSupported, "The file is not a PDF and not a picture of a kind that is read (TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000, HEIC).");
        }

        return await StoreAsync(submission, new UploadStream(start.AsMemory(0, read), content, options.MaxUploadBytes), complete, cancel);
    }

    /// <summary>What can be said before the first byte: null when nothing stands against it.</summary>
    public async Task<IntakeResult?> RefuseAsync(Submission submission, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(submission.Account));
        return await Contracts.HasEndedAsync(db, submission.Account, time.GetUtcNow(), cancel) ? new IntakeResult.ContractEnded()
            : submission.Type is { } type && await DocumentTypes.FindAsync(db, submission.Account, type, cancel) is null ? new IntakeResult.NoSuchType()
            : null;
    }

    private static IntakeResult.Refused Refused(FailureCode code, string detail) => new(new Failure(code, detail));

    private async Task<IntakeResult> StoreAsync(Submission submission, UploadStream upload, Func<CancellationToken, Task<Submission>> complete, CancellationToken cancel)
    {
        var id = DocumentId.New(time);
        var account = submission.Account.ToString();
        var accountKey = await AccountKeyAsync(submission.Account, cancel);
        var keys = new DocumentKeys(account, id.ToString(), accountKey, blobs.NewDocumentKey(account, accountKey, id.ToString()));
        var blob = BlobKey.New(account, random);
        try
        {
            // Durable when it returns. A crash from here to the commit leaves a blob without a row, which the sweep removes.
            var receipt = await blobs.WriteAsync(keys, blob, upload, cancel);
            var result = await RecordAsync(await complete(cancel), id, keys, blob, receipt, cancel);
            if (result is IntakeResult.Accepted)
            {
                signal.Raise();
            }
            else
            {
                await store.DeleteAsync(blob, CancellationToken.None);
            }

            return result;
        }
        catch (UploadTooLargeException)
        {
            return Refused(FailureCode.TooLarge, $"At most {options.MaxUploadMegabytes} MB are taken.");
        }
        catch (Exception full) when (FullDisk.IsBehind(full))
        {
            // What is under way needs the room more than the ballast.
            space.BalanceBallast();
            return new IntakeResult.NoSpace();
        }
    }

    private async Task<byte[]> AccountKeyAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.Accounts.Where(row => row.Id == account).Select(row => row.WrappedKey).SingleOrDefaultAsync(cancel)
            ?? throw new InvalidOperationException($"There is no account {account}.");
    }

    private Task<IntakeResult> RecordAsync(Submission submission, DocumentId id, DocumentKeys keys, BlobKey blob, BlobReceipt receipt, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(submission.Account), async db =>
        {
            if (await AnswerForKeyAsync(db, submission, receipt) is { } answer)
            {
                return answer;
            }

            var now = time.GetUtcNow();
            if (await Contracts.HasEndedAsync(db, submission.Account, now, cancel))
            {
                return new IntakeResult.ContractEnded();
            }

            var type = submission.Type is { } named ? await DocumentTypes.FindAsync(db, submission.Account, named, cancel) : null;
            if (submission.Type is not null && type is null)
            {
                return new IntakeResult.NoSuchType();
            }

            // A stack that was split is not shown, and is the same letters all the same.
            var twin = await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.OriginalSha256 == receipt.Sha256 && row.State != DocumentState.Trashed).OrderBy(row => row.ReceivedAt).Select(row => (DocumentId?)row.Id).FirstOrDefaultAsync();
            var document = NewDocument(submission, id, keys, blob, receipt, twin, type?.Id, now);
            db.Add(document);
            db.Add(new PageText { AccountId = submission.Account, DocumentId = id, Text = document.Title });
            if (submission.IdempotencyKey is { } key)
            {
                db.Add(new IdempotencyRecord { AccountId = submission.Account, Key = key, BodySha256 = receipt.Sha256, DocumentId = id, CreatedAt = now });
            }

            if (submission.Tags.Count > 0)
            {
                await db.SaveChangesAsync(cancel);
                await DocumentTags.SetAsync(db, submission.Account, id, submission.Tags, cancel);
            }

            await work.AddAsync(db, WorkKind.Prepare, submission.Account, id, reading: 1, pages: []);
            await ChangeFeed.AppendAsync(db, submission.Account, id, ChangeKind.Received, now);
            await audit.AppendAsync(db, submission.Account, AuditEvent.Of(submission.By, AuditAction.DocumentReceived, id) with { Reason = submission.Source }, cancel);
            return new IntakeResult.Accepted(id, IsDuplicate: twin is not null);
        }, cancel);

    private static async Task<IntakeResult?> AnswerForKeyAsync(DigitizeDb db, Submission submission, BlobReceipt receipt)
    {
        if (submission.IdempotencyKey is not { } key)
        {
            return null;
        }

        if (db.IsPostgres)
        {
            // Two posts with the same key at once: the second waits here for the first to commit, and then finds its row.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({submission.Account + "/" + key}, 0))");
        }

        var known = await db.Idempotency.AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == submission.Account && row.Key == key);
        return known switch
        {
            null => null,
            _ when CryptographicOperations.FixedTimeEquals(known.BodySha256, receipt.Sha256) => new IntakeResult.AlreadyKnown(known.DocumentId),
            _ => new IntakeResult.KeyUsedForOther(known.DocumentId),
        };
    }

    private Document NewDocument(Submission submission, DocumentId id, DocumentKeys keys, BlobKey blob, BlobReceipt receipt, DocumentId? twin, DocumentTypeId? type, DateTimeOffset now)
    {
        var name = FileNames.Clean(submission.FileName);
        return new Document
        {
            Id = id,
            AccountId = submission.Account,
            UserId = submission.User,
            FileName = name,
            Title = submission.Title is { Length: > 0 } title ? FileNames.Clean(title) : FileNames.TitleOf(name),
            Languages = LanguagesOf(submission),
            Source = submission.Source,
            Split = submission.Split,
            Type = type,
            DatedOn = submission.DatedOn,
            DuplicateOf = twin,
            State = DocumentState.Received,
            Reading = 1,
            OriginalBlob = blob,
            OriginalLength = receipt.Length,
            OriginalSha256 = receipt.Sha256,
            WrappedKey = keys.WrappedDocumentKey,
            ReceivedAt = now,
        };
    }

    private string LanguagesOf(Submission submission) => submission.Languages.Length == 0 ? options.Languages : submission.Languages;
}
