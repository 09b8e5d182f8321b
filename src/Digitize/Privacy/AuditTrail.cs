using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>An entry with its details; these are null where there are none, and where their key is gone.</summary>
public sealed record AuditLine(AuditEntry Entry, IReadOnlyDictionary<string, string>? Details);

/// <summary>Which entries are wanted; null and an empty list leave a question open.</summary>
public sealed record AuditFilter
{
    public DocumentId? Document { get; init; }

    public ActorKind? ActorKind { get; init; }

    public string? ActorId { get; init; }

    public IReadOnlyCollection<AuditAction> Actions { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment that is not meant any more.</summary>
    public DateTimeOffset? Until { get; init; }

    internal IQueryable<AuditEntry> Among(IQueryable<AuditEntry> entries)
    {
        var (document, kind, actor, actions, from, until) = (Document?.ToString(), ActorKind, ActorId, Actions, From, Until);
        entries = document is null ? entries : entries.Where(row => row.ObjectId == document && row.ObjectKind == AuditObject.Document);
        entries = kind is null ? entries : entries.Where(row => row.ActorKind == kind);
        entries = actor is null ? entries : entries.Where(row => row.ActorId == actor);
        entries = actions.Count == 0 ? entries : entries.Where(row => actions.Contains(row.Action));
        entries = from is null ? entries : entries.Where(row => row.At >= from);
        return until is null ? entries : entries.Where(row => row.At < until);
    }
}

/// <summary>Reads the chains: for the owners of an account, and to find out whether somebody tampered with them.</summary>
public sealed class AuditTrail(DigitizeDatabase database, AuditLog log, InstallationSecrets secrets)
{
    public const int MostAtOnce = 500;

    /// <summary>Oldest first.</summary>
    /// <param name="account">Null for the installation's chain.</param>
    /// <param name="document">Null for all entries.</param>
    /// <param name="after">The sequence behind which to begin; 0 for the first.</param>
    public async Task<IReadOnlyList<AuditLine>> ListAsync(AccountId? account, DocumentId? document, long after, int limit, CancellationToken cancel)
    {
        await using var db = database.Open(account is { } scope ? CurrentAccount.Of(scope) : CurrentAccount.Everyone);
        var entries = new AuditFilter { Document = document }.Among(db.AuditEntries.Where(row => row.AccountId == account && row.Sequence > after));
        return await OpenAsync(db, account, await entries.OrderBy(row => row.Sequence).Take(limit).ToListAsync(cancel), cancel);
    }

    /// <summary>What was done in an account, the latest first.</summary>
    /// <param name="before">The sequence to go on before; null begins with the last.</param>
    public async Task<IReadOnlyList<AuditLine>> LatestAsync(AccountId account, AuditFilter filter, long? before, int limit, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var entries = filter.Among(db.AuditEntries.Where(row => row.AccountId == account && (before == null || row.Sequence < before)));
        return await OpenAsync(db, account, await entries.OrderByDescending(row => row.Sequence).Take(limit).ToListAsync(cancel), cancel);
    }

    /// <summary>Where every chain stands now.</summary>
    public async Task<IReadOnlyList<AuditHead>> HeadsAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await AuditHeads.ReadAsync(db, cancel);
    }

    /// <summary>Reads the chain of one account from its beginning.</summary>
    /// <param name="anchors">Heads that were kept elsewhere.</param>
    public async Task<AuditVerdict> VerifyAsync(AccountId account, IReadOnlyList<AuditHead> anchors, CancellationToken cancel)
    {
        var secret = await secrets.GetOrCreateAsync(AuditLog.SealName, cancel);
        try
        {
            await using var db = database.Open(CurrentAccount.Of(account));
            var (read, finding) = Verify(db, secret, account, anchors, cancel);
            return finding is null ? new AuditVerdict.Sound(1, read) : new AuditVerdict.Tampered(finding);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads every chain from its beginning, also those of accounts that have ended.</summary>
    /// <param name="anchors">Heads that were kept elsewhere.</param>
    public async Task<AuditVerdict> VerifyAsync(IReadOnlyList<AuditHead> anchors, CancellationToken cancel)
    {
        var secret = await secrets.GetOrCreateAsync(AuditLog.SealName, cancel);
        try
        {
            await using var db = database.Open(CurrentAccount.Everyone);
            var named = await db.Database.SqlQuery<string>($"SELECT DISTINCT CAST(account_id AS TEXT) AS \"Value\" FROM audit_entries WHERE account_id IS NOT NULL").ToListAsync(cancel);

            // What is no id belongs to no chain, and is missing in the one that it was taken from.
            var chains = named.Select(AccountId.TryParse).OfType<AccountId>().Concat(anchors.Select(anchor => anchor.Account).OfType<AccountId>()).Distinct().Order(Comparer<AccountId>.Create((a, b) => a.Value.CompareTo(b.Value)));
            var (entries, count) = (0L, 0);
            foreach (var account in chains.Select(id => (AccountId?)id).Append(null))
            {
                cancel.ThrowIfCancellationRequested();
                var (read, finding) = Verify(db, secret, account, anchors, cancel);
                if (finding is not null)
                {
                    return new AuditVerdict.Tampered(finding);
                }

                (entries, count) = (entries + read, count + 1);
            }

            return new AuditVerdict.Sound(count, entries);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async Task<IReadOnlyList<AuditLine>> OpenAsync(DigitizeDb db, AccountId? account, List<AuditEntry> found, CancellationToken cancel)
    {
        var key = found.Any(row => row.Details is not null) ? await log.FindDetailsKeyAsync(db, account, cancel) : null;
        try
        {
            return [.. found.Select(row => new AuditLine(row, key is not null && row.Details is { } locked ? AuditDetails.TryOpen(key, account, row.Sequence, locked) : null))];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static (long Read, AuditFinding? Finding) Verify(DigitizeDb db, byte[] secret, AccountId? account, IReadOnlyList<AuditHead> anchors, CancellationToken cancel)
    {
        var read = 0L;
        var entries = db.AuditEntries.AsNoTracking().Where(row => row.AccountId == account).OrderBy(row => row.Sequence).AsEnumerable().Select(entry =>
        {
            cancel.ThrowIfCancellationRequested();
            read++;
            return entry;
        });
        try
        {
            var finding = AuditChain.Verify(secret, account, entries, anchors);
            return (read, finding);
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or FormatException or InvalidCastException or ArgumentException or OverflowException)
        {
            // A field holds what the service never writes, such as a name that is no action.
            return (read, new AuditFinding(account, read + 1, AuditFault.Changed));
        }
    }
}

/// <summary>What became of looking at all chains. The constructor is private: these are all there are.</summary>
public abstract record AuditVerdict
{
    private AuditVerdict()
    {
    }

    public sealed record Sound(int Chains, long Entries) : AuditVerdict;

    public sealed record Tampered(AuditFinding First) : AuditVerdict;
}
