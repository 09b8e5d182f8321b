using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>
/// Writes what was done, in the transaction that does it: an entry is there when the change is, and only then. One chain for each account and one for the installation (null).
/// </summary>
/// <remarks>
/// An entry needs the seal of the one before it, so appends to one chain wait for each other. SQLite has one writer anyway. On PostgreSQL a lock of the chain is held to the end of the transaction; a row with the head of the chain,
/// changed on condition, would do as well, but would be a second truth beside the entries that somebody could set, and would be written over and over. The unique index on the sequence refuses a fork should the lock ever fail.
/// </remarks>
public sealed class AuditLog(EncryptedBlobs blobs, InstallationSecrets secrets, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>The secret that seals, in <see cref="InstallationSecrets"/>.</summary>
    internal const string SealName = "audit";

    private const string DetailsName = "audit details";

    /// <summary>Set apart from other locks of the database.</summary>
    private const string LockName = "digitize audit ";

    /// <summary>To be the last statement of a transaction, behind the feed: on PostgreSQL others who append to the chain wait from here to its end. Who writes to several chains takes that of the installation last.</summary>
    /// <param name="db">Inside the caller's transaction; sees the account, and everyone for the installation's chain.</param>
    public Task AppendAsync(DigitizeDb db, AccountId? account, AuditEvent what, CancellationToken cancel) => AppendAsync(db, account, [what], cancel);

    /// <inheritdoc cref="AppendAsync(DigitizeDb, AccountId?, AuditEvent, CancellationToken)"/>
    public async Task AppendAsync(DigitizeDb db, AccountId? account, IReadOnlyList<AuditEvent> what, CancellationToken cancel)
    {
        await LockAsync(db, account, cancel);
        var seal = await secrets.GetOrCreateAsync(db, SealName, cancel);
        var key = what.Any(each => each.Details is not null) ? await DetailsKeyAsync(db, account, cancel) : null;
        try
        {
            var last = await db.AuditEntries.AsNoTracking().Where(row => row.AccountId == account).OrderByDescending(row => row.Sequence).Select(row => new { row.Sequence, row.Mac }).FirstOrDefaultAsync(cancel);
            var (sequence, previous) = last is null ? (0L, AuditChain.Genesis(seal, account)) : (last.Sequence, last.Mac);
            var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var each in what)
            {
                var entry = Sealed(seal, account, ++sequence, now, each, key, previous);
                db.Add(entry);
                previous = entry.Mac;
            }

            await db.SaveChangesAsync(cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seal);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>What concerns a person goes to the accounts that the person belongs to, or to the installation when there is none.</summary>
    /// <param name="db">Of <see cref="CurrentAccount.Everyone"/>.</param>
    public async Task AppendOfPersonAsync(DigitizeDb db, UserId user, AuditEvent what, CancellationToken cancel)
    {
        // In one order, so that two who write to the same chains do not wait for each other.
        var accounts = await db.Set<Membership>().Where(row => row.UserId == user).OrderBy(row => row.AccountId).Select(row => row.AccountId).ToListAsync(cancel);
        foreach (var account in accounts)
        {
            await AppendAsync(db, account, what, cancel);
        }

        if (accounts.Count == 0)
        {
            await AppendAsync(db, null, what, cancel);
        }
    }

    /// <summary>From here on nobody else appends to the chain until the transaction ends.</summary>
    internal static Task LockAsync(DigitizeDb db, AccountId? account, CancellationToken cancel) =>
        db.IsPostgres ? db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({LockName + account}, 0))", cancel) : Task.CompletedTask;

    /// <summary>Null where the account's key is gone: what it locked cannot be read any more.</summary>
    internal async Task<byte[]?> FindDetailsKeyAsync(DigitizeDb db, AccountId? account, CancellationToken cancel)
    {
        if (account is not { } id)
        {
            return await secrets.GetOrCreateAsync(db, DetailsName, cancel);
        }

        var wrapped = await db.Accounts.AsNoTracking().Where(row => row.Id == id).Select(row => row.WrappedKey).SingleOrDefaultAsync(cancel);
        return wrapped is null ? null : blobs.AccountKeyFor("audit details", id.ToString(), wrapped);
    }

    private async Task<byte[]> DetailsKeyAsync(DigitizeDb db, AccountId? account, CancellationToken cancel) =>
        await FindDetailsKeyAsync(db, account, cancel) ?? throw new InvalidOperationException($"There is no account {account} to lock details for.");

    private AuditEntry Sealed(byte[] seal, AccountId? account, long sequence, DateTimeOffset now, AuditEvent what, byte[]? key, byte[] previous)
    {
        AuditEntry With(byte[] mac, byte[]? details) => new()
        {
            Mac = mac,
            AccountId = account,
            Sequence = sequence,
            At = now,
            ActorKind = what.By.Kind,
            ActorId = what.By.Id,
            Action = what.Action,
            ObjectKind = what.ObjectKind,
            ObjectId = what.ObjectId,
            Reason = what.Reason,
            Outcome = what.Outcome,
            Details = details,
            PreviousMac = previous,
        };

        var locked = what.Details is { } open && key is not null ? AuditDetails.Seal(key, account, sequence, open, random) : null;
        return With(AuditChain.Seal(seal, With([], locked)), locked);
    }
}
