using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>Appends to the feed so that cursors become visible in their order: whoever has read up to one can never find a smaller one later.</summary>
internal static class ChangeFeed
{
    private const long PostgresLock = 0x4348414E474553;

    /// <summary>To be the last statements of a transaction, but for the audit: on PostgreSQL all others who append wait from here to its end.</summary>
    internal static Task AppendAsync(DigitizeDb db, AccountId account, DocumentId document, ChangeKind kind, DateTimeOffset now) => AppendAsync(db, account, [document], kind, now);

    /// <inheritdoc cref="AppendAsync(DigitizeDb, AccountId, DocumentId, ChangeKind, DateTimeOffset)"/>
    internal static async Task AppendAsync(DigitizeDb db, AccountId account, IReadOnlyList<DocumentId> documents, ChangeKind kind, DateTimeOffset now)
    {
        if (db.IsPostgres)
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({PostgresLock})");
        }

        db.AddRange(documents.Select(document => new Change { AccountId = account, DocumentId = document, Kind = kind, At = now }));
        await db.SaveChangesAsync();
    }
}
