using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Intake;

/// <summary>What became of some bytes for an upload. The constructor is private: these are all there are.</summary>
public abstract record PieceResult
{
    private PieceResult()
    {
    }

    /// <summary>Durable up to <paramref name="Offset"/>.</summary>
    public sealed record Kept(long Offset) : PieceResult;

    /// <summary>Somebody else has sent bytes for the same place.</summary>
    public sealed record Conflict : PieceResult;

    /// <summary>Nothing of it was kept.</summary>
    public sealed record ChecksumMismatch : PieceResult;
}

/// <summary>
/// Files that come in pieces and survive broken lines and restarts. A piece is an encrypted blob and a row; two machines may serve one upload.
/// When all is there the pieces go through <see cref="Intake"/> as one stream.
/// </summary>
public sealed class ResumableUploads(DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, Intake intake, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Open uploads of one account.</summary>
    public const int MostAtOnce = 20;

    /// <summary>What is durable at the latest: a process that dies loses no more than this of a long request.</summary>
    private const long PieceBytes = 8 * 1024 * 1024;

    /// <returns>Null when the account has too many under way.</returns>
    public Task<Upload?> BeginAsync(Submission submission, long length, TimeSpan life, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(submission.Account), async db =>
        {
            var now = time.GetUtcNow();
            if (await db.Set<Upload>().CountAsync(row => row.AccountId == submission.Account && row.DocumentId == null && row.ExpiresAt > now, cancel) >= MostAtOnce)
            {
                return null;
            }

            var account = await db.Accounts.SingleAsync(row => row.Id == submission.Account, cancel);
            var id = UploadId.New(time);
            var upload = new Upload
            {
                Id = id,
                AccountId = submission.Account,
                UserId = submission.User,
                Length = length,
                FileName = submission.FileName,
                Title = submission.Title,
                Languages = submission.Languages,
                Split = submission.Split,
                Type = submission.Type?.Text,
                DatedOn = submission.DatedOn,
                Tags = submission.Tags.Count == 0 ? null : string.Join('\n', submission.Tags),
                WrappedKey = blobs.NewDocumentKey(account.Id.ToString(), account.WrappedKey, id.ToString()),
                CreatedAt = now,
                ExpiresAt = now + life,
            };
            db.Add(upload);
            await db.SaveChangesAsync(cancel);
            return upload;
        }, cancel);

    /// <returns>The upload and how far it is; null when the account has no such upload.</returns>
    public async Task<(Upload Upload, long Offset)?> FindAsync(AccountId account, UploadId id, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var upload = await db.Set<Upload>().SingleOrDefaultAsync(row => row.Id == id && row.AccountId == account, cancel);
        if (upload is null)
        {
            return null;
        }

        var offset = upload.DocumentId is null ? await db.Set<UploadPiece>().Where(row => row.UploadId == id).SumAsync(row => row.Length, cancel) : upload.Length;
        return (upload, offset);
    }

    /// <summary>Keeps what <paramref name="sender"/> sends from <paramref name="offset"/> on, up to the upload's length; a broken line keeps what has arrived.</summary>
    /// <param name="checksum">Algorithm and hash of all the bytes; with it they are kept whole or not at all.</param>
    public async Task<PieceResult> AppendAsync(Upload upload, long offset, Stream sender, (HashAlgorithmName Algorithm, byte[] Hash)? checksum, CancellationToken cancel)
    {
        var keys = await KeysAsync(upload, cancel);
        using var hash = checksum is { } wanted ? IncrementalHash.CreateHash(wanted.Algorithm) : null;
        var held = new List<UploadPiece>();
        var at = offset;
        while (at < upload.Length)
        {
            await using var stream = new PieceStream(sender, Math.Min(PieceBytes, upload.Length - at), hash);
            if (!await stream.HasAnyAsync(cancel))
            {
                break;
            }

            var key = BlobKey.New(upload.AccountId.ToString(), random);
            await blobs.WriteAsync(keys, key, stream, cancel);
            held.Add(new UploadPiece { UploadId = upload.Id, Offset = at, Length = stream.Passed, Blob = key });
            at += stream.Passed;
            if (checksum is null && !await RecordAsync(upload, held, cancel))
            {
                return new PieceResult.Conflict();
            }
        }

        if (checksum is { } expected && !CryptographicOperations.FixedTimeEquals(hash!.GetHashAndReset(), expected.Hash))
        {
            await DeleteAsync(held.Select(piece => piece.Blob));
            return new PieceResult.ChecksumMismatch();
        }

        return checksum is null || await RecordAsync(upload, held, cancel) ? new PieceResult.Kept(at) : new PieceResult.Conflict();
    }

    /// <summary>Hands the whole file to the intake. May be called again after a crash: it ends in the same document.</summary>
    /// <param name="by">Who has sent the last of it.</param>
    public async Task<IntakeResult> FinishAsync(Upload upload, Actor by, CancellationToken cancel)
    {
        var keys = await KeysAsync(upload, cancel);
        var pieces = await PiecesAsync(upload, cancel);
        var submission = new Submission(upload.AccountId, upload.UserId, upload.FileName, upload.Title, upload.Languages, $"tus:{upload.Id}", "tus", upload.Split)
        {
            By = by,
            Tags = DocumentChanges.CleanTags(upload.Tags?.Split('\n') ?? []) ?? [],
            Type = TagName.TryParse(upload.Type),
            DatedOn = upload.DatedOn,
        };
        IntakeResult result;
        await using (var whole = new PiecesInOrder([.. pieces.Select(piece => (Func<CancellationToken, Task<Stream>>)(stop => blobs.OpenAsync(keys, piece.Blob, stop)))]))
        {
            result = await intake.AcceptAsync(submission, whole, cancel);
        }

        DocumentId? document = result switch
        {
            IntakeResult.Accepted accepted => accepted.Id,
            IntakeResult.AlreadyKnown known => known.Id,
            _ => null,
        };
        if (document is { } made)
        {
            await database.WriteAsync(CurrentAccount.Of(upload.AccountId), async db =>
            {
                await db.Set<Upload>().Where(row => row.Id == upload.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DocumentId, made), cancel);
                await db.Set<UploadPiece>().Where(row => row.UploadId == upload.Id).ExecuteDeleteAsync(cancel);
            }, cancel);
            await DeleteAsync(pieces.Select(piece => piece.Blob));
        }
        else if (result is IntakeResult.Refused or IntakeResult.ContractEnded)
        {
            await EndAsync(upload, cancel);
        }

        return result;
    }

    /// <summary>Forgets the upload and its bytes; a document it has become stays.</summary>
    public async Task EndAsync(Upload upload, CancellationToken cancel)
    {
        var pieces = await PiecesAsync(upload, cancel);
        await database.WriteAsync(CurrentAccount.Of(upload.AccountId), db => db.Set<Upload>().Where(row => row.Id == upload.Id).ExecuteDeleteAsync(cancel), cancel);
        await DeleteAsync(pieces.Select(piece => piece.Blob));
    }

    /// <summary>Ends what has run out.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var db = database.Open(CurrentAccount.Everyone);
        var expired = await db.Set<Upload>().Where(row => row.ExpiresAt <= now).Take(1000).ToListAsync(cancel);
        foreach (var upload in expired)
        {
            await EndAsync(upload, cancel);
        }

        return expired.Count;
    }

    private async Task<bool> RecordAsync(Upload upload, List<UploadPiece> held, CancellationToken cancel)
    {
        var isMine = await database.WriteAsync(CurrentAccount.Of(upload.AccountId), db => AddAsync(db, upload, held, cancel), cancel);
        if (!isMine)
        {
            await DeleteAsync(held.Select(piece => piece.Blob));
        }

        held.Clear();
        return isMine;
    }

    private static async Task<bool> AddAsync(DigitizeDb db, Upload upload, List<UploadPiece> held, CancellationToken cancel)
    {
        // On PostgreSQL two may both see the old end; the key of the table then refuses one of them.
        var end = await db.Set<UploadPiece>().Where(row => row.UploadId == upload.Id).SumAsync(row => row.Length, cancel);
        if (held.Count == 0)
        {
            return true;
        }

        if (end != held[0].Offset || !await db.Set<Upload>().AnyAsync(row => row.Id == upload.Id && row.DocumentId == null, cancel))
        {
            return false;
        }

        db.AddRange(held);
        try
        {
            await db.SaveChangesAsync(cancel);
            return true;
        }
        catch (DbUpdateException)
        {
            return false;
        }
    }

    private async Task<DocumentKeys> KeysAsync(Upload upload, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(upload.AccountId));
        var account = await db.Accounts.SingleAsync(row => row.Id == upload.AccountId, cancel);
        return new DocumentKeys(account.Id.ToString(), upload.Id.ToString(), account.WrappedKey, upload.WrappedKey);
    }

    private async Task<List<UploadPiece>> PiecesAsync(Upload upload, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(upload.AccountId));
        return await db.Set<UploadPiece>().Where(row => row.UploadId == upload.Id).OrderBy(row => row.Offset).ToListAsync(cancel);
    }

    /// <summary>Not cancellable: the rows are gone already, and what is left here is only waste.</summary>
    private async Task DeleteAsync(IEnumerable<BlobKey> keys)
    {
        foreach (var key in keys)
        {
            await store.DeleteAsync(key, CancellationToken.None);
        }
    }
}
