using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>
/// Writes down who has read what a document holds, before it is given out. The same actor who reads the same kind of thing of the same document again within an hour (leafing through its pages, a browser that fetches a file in parts) has one entry.
/// </summary>
public sealed class ContentReadings(DigitizeDatabase database, AuditLog log, TimeProvider time)
{
    public static readonly TimeSpan OneEntryFor = TimeSpan.FromHours(1);

    /// <param name="release">What lets an operator read; null for people and keys of the account.</param>
    public async Task RecordAsync(AccountId account, Actor by, AuditAction kind, IReadOnlyList<DocumentId> documents, Release? release, CancellationToken cancel)
    {
        var wanted = documents.Select(document => AuditEvent.Of(by, kind, document)).Select(each => release is null ? each : each.With(release.Why) with { Reason = $"release {release.Id}" }).ToList();
        await using (var db = database.Open(CurrentAccount.Of(account)))
        {
            if ((await WithoutKnownAsync(db, account, wanted, cancel)).Count == 0)
            {
                return;
            }
        }

        await database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            // Of two who read at once the second looks again when the first has written.
            await AuditLog.LockAsync(db, account, cancel);
            if (await WithoutKnownAsync(db, account, wanted, cancel) is { Count: > 0 } fresh)
            {
                await log.AppendAsync(db, account, fresh, cancel);
            }
        }, cancel);
    }

    private async Task<List<AuditEvent>> WithoutKnownAsync(DigitizeDb db, AccountId account, List<AuditEvent> wanted, CancellationToken cancel)
    {
        if (wanted.Count == 0)
        {
            return [];
        }

        var (one, since, ids) = (wanted[0], time.GetUtcNow() - OneEntryFor, wanted.Select(each => each.ObjectId).ToList());
        var known = await db.AuditEntries.AsNoTracking()
            .Where(row => row.AccountId == account && ids.Contains(row.ObjectId) && row.Action == one.Action && row.At > since
                && row.ActorKind == one.By.Kind && row.ActorId == one.By.Id && row.Reason == one.Reason)
            .Select(row => row.ObjectId).ToListAsync(cancel);
        return [.. wanted.Where(each => !known.Contains(each.ObjectId))];
    }
}
