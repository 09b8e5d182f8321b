using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>
/// Restricts what is done with a document to keeping it (Art. 18 GDPR). While it is restricted nothing processes, finds, shows or deletes it; owners see that it is there and have its original.
/// Queries leave it out by the filter <see cref="DigitizeDb.RestrictionFilter"/>.
/// </summary>
public sealed class Restriction(DigitizeDatabase database, DocumentTrash trash, AuditLog audit, TimeProvider time)
{
    /// <summary>Work on it that is under way ends without a result: what it would store is looked for through the filter.</summary>
    /// <param name="reason">From <see cref="LegalHolds.CleanReason"/>.</param>
    /// <returns>False when the account has no such document, or it is restricted already.</returns>
    public Task<bool> BeginAsync(AccountId account, DocumentId document, string reason, Actor by, CancellationToken cancel)
    {
        var (now, name) = (time.GetUtcNow(), by.Name);
        return database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var changed = await db.AllDocuments.Where(row => row.Id == document && row.RestrictedAt == null).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.RestrictedAt, now)
                .SetProperty(row => row.RestrictedBy, name)
                .SetProperty(row => row.RestrictionReason, reason), cancel);
            if (changed == 0)
            {
                return false;
            }

            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.RestrictionBegun, document).With(("reason", reason)), cancel);
            return true;
        }, cancel);
    }

    /// <summary>Everything is as before. What lies in the trash can be taken back for the whole time once more.</summary>
    /// <returns>False when the account has no such document, or it is not restricted.</returns>
    public Task<bool> LiftAsync(AccountId account, DocumentId document, Actor by, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var purgeAfter = now + trash.KeptFor;
        return database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var changed = await db.AllDocuments.Where(row => row.Id == document && row.RestrictedAt != null).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.RestrictedAt, (DateTimeOffset?)null)
                .SetProperty(row => row.RestrictedBy, (string?)null)
                .SetProperty(row => row.RestrictionReason, (string?)null)
                .SetProperty(row => row.PurgeAfter, row => row.PurgeAfter < purgeAfter ? purgeAfter : row.PurgeAfter), cancel);
            if (changed == 0)
            {
                return false;
            }

            // Who follows the feed was shown nothing of it meanwhile.
            await ChangeFeed.AppendAsync(db, account, document, ChangeKind.Restored, now);
            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.RestrictionLifted, document), cancel);
            return true;
        }, cancel);
    }
}
