using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>Places and releases holds. While one lies on a document, no path deletes it: <see cref="HoldQueries.WithoutHold"/> stands in each of them.</summary>
public sealed class LegalHolds(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    public const int LongestList = 1000;

    /// <summary>Null when it cannot be a reason: empty, too long, or with control characters.</summary>
    public static string? CleanReason(string? reason)
    {
        var clean = reason is null ? null : ComposedText.Of(reason.Trim());
        return clean is { Length: > 0 and <= LegalHold.LongestReason } && !clean.Any(char.IsControl) ? clean : null;
    }

    /// <param name="document">Null for all documents of the account, also those to come.</param>
    /// <param name="reason">From <see cref="CleanReason"/>.</param>
    /// <returns>Null when the account has no such document.</returns>
    public Task<LegalHold?> PlaceAsync(AccountId account, DocumentId? document, string reason, Actor by, CancellationToken cancel)
    {
        var hold = new LegalHold { Id = LegalHoldId.New(time), AccountId = account, DocumentId = document, Reason = reason, PlacedBy = by.Name, PlacedAt = time.GetUtcNow() };
        return database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            await HoldQueries.EnterAsync(db, account);
            if (document is { } id && !await db.AllDocuments.AnyAsync(row => row.Id == id, cancel))
            {
                return null;
            }

            db.Add(hold);
            await db.SaveChangesAsync(cancel);
            await audit.AppendAsync(db, account, Told(by, AuditAction.HoldPlaced, hold).With(("reason", reason)), cancel);
            return (LegalHold?)hold;
        }, cancel);
    }

    /// <summary>Releasing twice is as good as once: who did it first stays in the row.</summary>
    /// <returns>Null when the account has no such hold.</returns>
    public Task<LegalHold?> ReleaseAsync(AccountId account, LegalHoldId id, Actor by, CancellationToken cancel)
    {
        var (now, name) = (time.GetUtcNow(), by.Name);
        return database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var changed = await db.LegalHolds.Where(row => row.Id == id && row.ReleasedAt == null).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.ReleasedBy, name)
                .SetProperty(row => row.ReleasedAt, now), cancel);
            var hold = await db.LegalHolds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancel);
            if (changed == 1 && hold is not null)
            {
                await audit.AppendAsync(db, account, Told(by, AuditAction.HoldReleased, hold), cancel);
            }

            return hold;
        }, cancel);
    }

    /// <summary>The newest first, the released ones as well.</summary>
    /// <param name="document">Only those that lie on it alone; null for all of the account.</param>
    public async Task<IReadOnlyList<LegalHold>> ListAsync(AccountId account, DocumentId? document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.LegalHolds.Where(row => document == null || row.DocumentId == document).OrderByDescending(row => row.PlacedAt).ThenByDescending(row => row.Id).Take(LongestList).ToListAsync(cancel);
    }

    /// <summary>Whether anything stops the document from being deleted now.</summary>
    public async Task<bool> LieOnAsync(AccountId account, DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await HoldQueries.LieOnAsync(db, account, document, cancel);
    }

    private static AuditEvent Told(Actor by, AuditAction action, LegalHold hold) =>
        (hold.DocumentId is { } document ? AuditEvent.Of(by, action, document) : AuditEvent.Of(by, action, hold.AccountId)) with { Reason = $"hold {hold.Id}" };
}

/// <summary>What every path that deletes asks for.</summary>
internal static class HoldQueries
{
    /// <summary>
    /// To be called before holds are looked at or placed in a transaction. On PostgreSQL whoever deletes documents of an account waits for whoever places a hold there, and sees it then;
    /// SQLite has one writer.
    /// </summary>
    internal static Task EnterAsync(DigitizeDb db, AccountId account) =>
        db.IsPostgres ? db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"hold " + account}, 0))") : Task.CompletedTask;

    /// <inheritdoc cref="EnterAsync(DigitizeDb, AccountId)"/>
    internal static async Task EnterAsync(DigitizeDb db, DocumentId document)
    {
        if (db.IsPostgres && await db.AllDocuments.Where(row => row.Id == document).Select(row => (AccountId?)row.AccountId).SingleOrDefaultAsync() is { } account)
        {
            await EnterAsync(db, account);
        }
    }

    internal static IQueryable<Document> WithoutHold(this IQueryable<Document> documents, DigitizeDb db) => documents.Where(document =>
        !db.LegalHolds.Any(hold => hold.ReleasedAt == null && hold.AccountId == document.AccountId && (hold.DocumentId == null || hold.DocumentId == document.Id)));

    internal static Task<bool> LieOnAsync(DigitizeDb db, AccountId account, DocumentId document, CancellationToken cancel) =>
        db.LegalHolds.AnyAsync(hold => hold.ReleasedAt == null && hold.AccountId == account && (hold.DocumentId == null || hold.DocumentId == document), cancel);
}
