using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Claims and settles: the only writer of the state of work items. Whoever has claimed holds a lease and a fence; a result is taken only with the latest fence,
/// so that a worker that was believed dead can do no harm when it comes back.
/// </summary>
public sealed class WorkItems(DigitizeDatabase database, TimeProvider time)
{
    /// <summary>How long a claim holds without being renewed: four renewals may be lost.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(120);

    /// <summary>Takes a piece of work. Null when it is done, held by another, not due yet, out of attempts, in the trash, or of an older reading.</summary>
    internal Task<WorkClaim?> ClaimAsync(WorkItemId id, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var now = await db.NowAsync(time);
        var until = now + Lease;

        // Counted before the work: what crashes its process must still use up an attempt.
        var claimed = await db.WorkItems
            .Where(row => row.Id == id && row.Attempts < Retries.MostAttempts
                && ((row.State == WorkState.Ready && row.NotBefore <= now) || (row.State == WorkState.Leased && row.LeasedUntil < now))
                && db.Documents.Any(document => document.Id == row.DocumentId && document.Reading == row.Reading))
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, WorkState.Leased)
                .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                .SetProperty(row => row.Fence, row => row.Fence + 1)
                .SetProperty(row => row.LeasedUntil, until));
        if (claimed == 0)
        {
            return null;
        }

        var item = await db.WorkItems.AsNoTracking().SingleAsync(row => row.Id == id);
        return new WorkClaim(item.Id, item.Kind, item.AccountId, item.DocumentId, item.Page, item.Reading, item.Attempts, item.Fence, until);
    }, cancel);

    /// <summary>Extends the lease. False: the claim is lost, and whatever comes of the work is to be thrown away.</summary>
    internal Task<bool> RenewAsync(WorkClaim claim, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var until = await db.NowAsync(time) + Lease;
        return await Held(db, claim).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until)) == 1;
    }, cancel);

    /// <summary>Gives a claim back untouched, as on an orderly stop: no attempt is used up.</summary>
    internal Task ReleaseAsync(WorkClaim claim, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var now = await db.NowAsync(time);
        await Held(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Ready)
            .SetProperty(row => row.Attempts, row => row.Attempts - 1)
            .SetProperty(row => row.NotBefore, now)
            .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.DispatchedAt, (DateTimeOffset?)null));
    }, cancel);

    /// <summary>Leased → Done, in the transaction that stores the result. False: the claim is lost; the caller rolls back.</summary>
    internal static async Task<bool> SettleAsync(DigitizeDb db, WorkClaim claim, DateTimeOffset now)
    {
        // The claim may have been made by another clock, the database's.
        var took = Math.Max(0, (long)(now - (claim.LeasedUntil - Lease)).TotalMilliseconds);
        return await Held(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Done)
            .SetProperty(row => row.TookMilliseconds, took)
            .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.FailureCode, (FailureCode?)null)
            .SetProperty(row => row.FailureDetail, (string?)null)
            .SetProperty(row => row.SettledAt, now)) == 1;
    }

    /// <summary>Leased → Ready, to be tried again later.</summary>
    internal static async Task<bool> PostponeAsync(DigitizeDb db, WorkClaim claim, RetryDecision.Later later, Failure failure, DateTimeOffset now)
    {
        var notBefore = now + later.Delay;
        var returned = later.CostsAttempt ? 0 : 1;
        return await Held(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Ready)
            .SetProperty(row => row.Attempts, row => row.Attempts - returned)
            .SetProperty(row => row.NotBefore, notBefore)
            .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.DispatchedAt, (DateTimeOffset?)null)
            .SetProperty(row => row.FailureCode, failure.Code)
            .SetProperty(row => row.FailureDetail, failure.Detail)) == 1;
    }

    /// <summary>Leased → Dead: shown to operators with its reason.</summary>
    internal static async Task<bool> BuryAsync(DigitizeDb db, WorkClaim claim, Failure failure, DateTimeOffset now) =>
        await Held(db, claim).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Dead)
            .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.FailureCode, failure.Code)
            .SetProperty(row => row.FailureDetail, failure.Detail)
            .SetProperty(row => row.SettledAt, now)) == 1;

    /// <summary>Dead → Done: the document is read again from the start, with a budget of its own.</summary>
    internal static Task<int> SupersedeAsync(DigitizeDb db, DocumentId document, DateTimeOffset now) =>
        db.WorkItems.Where(row => row.DocumentId == document && row.State == WorkState.Dead).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Done)
            .SetProperty(row => row.SettledAt, now));

    /// <summary>
    /// Leased → Ready for the leases that have run out and have attempts left. Those that have none are returned with the claim that their last worker held, to be given up.
    /// </summary>
    internal Task<IReadOnlyList<WorkClaim>> ResetExpiredAsync(CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var now = await db.NowAsync(time);
        var expired = db.WorkItems.Where(row => row.State == WorkState.Leased && row.LeasedUntil < now);
        await expired.Where(row => row.Attempts < Retries.MostAttempts).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, WorkState.Ready)
            .SetProperty(row => row.NotBefore, now)
            .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null)
            .SetProperty(row => row.DispatchedAt, (DateTimeOffset?)null));
        // Of a restricted document nothing is given up: it goes on where it stopped.
        var spent = await expired.AsNoTracking().Where(row => !db.AllDocuments.Any(document => document.Id == row.DocumentId && document.RestrictedAt != null)).ToListAsync();
        return (IReadOnlyList<WorkClaim>)[.. spent.Select(row => new WorkClaim(row.Id, row.Kind, row.AccountId, row.DocumentId, row.Page, row.Reading, row.Attempts, row.Fence, now))];
    }, cancel);

    /// <summary>
    /// After a start of the only process there is: whoever held a lease is gone with the process before. Without this a restart would wait for the leases to run out.
    /// The attempt stays counted.
    /// </summary>
    internal Task ExpireAllAsync(CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var past = await db.NowAsync(time) - TimeSpan.FromMilliseconds(1);
        await db.WorkItems.Where(row => row.State == WorkState.Leased).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, past));
        await db.WorkItems.Where(row => row.State == WorkState.Ready).ExecuteUpdateAsync(set => set.SetProperty(row => row.DispatchedAt, (DateTimeOffset?)null));
    }, cancel);

    /// <summary>Adds work in the caller's transaction. Asking for the same work of the same reading twice breaks a unique index.</summary>
    internal async Task AddAsync(DigitizeDb db, WorkKind kind, AccountId account, DocumentId document, int reading, IReadOnlyList<PageNumber> pages)
    {
        var (now, turn) = (await db.NowAsync(time), await TurnAsync(db, account));
        WorkItem New(PageNumber? page) => NewItem(kind, account, document, page, reading, kind == WorkKind.Assemble ? turn - 1 : turn + (page?.Index ?? 0), now);

        db.AddRange(pages.Count == 0 ? [New(null)] : pages.Select(page => New(page)));
        await db.SaveChangesAsync();
    }

    /// <summary>The first work of several documents of one account, in the caller's transaction.</summary>
    internal async Task AddFirstAsync(DigitizeDb db, AccountId account, IReadOnlyList<DocumentId> documents)
    {
        var (now, turn) = (await db.NowAsync(time), await TurnAsync(db, account));
        db.AddRange(documents.Select(document => NewItem(WorkKind.Prepare, account, document, null, 1, turn, now)));
        await db.SaveChangesAsync();
    }

    private static async Task<long> TurnAsync(DigitizeDb db, AccountId account) =>
        await db.WorkItems.Where(row => row.State == WorkState.Ready && row.AccountId == account && row.Kind != WorkKind.Assemble).Select(row => (long?)row.Turn).MinAsync() ?? 0;

    private WorkItem NewItem(WorkKind kind, AccountId account, DocumentId document, PageNumber? page, int reading, long turn, DateTimeOffset now) => new()
    {
        Id = WorkItemId.New(time),
        Kind = kind,
        AccountId = account,
        DocumentId = document,
        Page = page,
        Reading = reading,
        State = WorkState.Ready,
        Attempts = 0,
        Fence = 0,
        Turn = turn,
        NotBefore = now,
        CreatedAt = now,
    };

    private static IQueryable<WorkItem> Held(DigitizeDb db, WorkClaim claim) =>
        db.WorkItems.Where(row => row.Id == claim.Id && row.Fence == claim.Fence && row.State == WorkState.Leased);
}
