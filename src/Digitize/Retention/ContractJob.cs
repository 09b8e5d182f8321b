using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Retention;

/// <summary>
/// Carries out what <see cref="ContractPolicy"/> decides: announces, purges the documents of accounts that have left, then takes away who could read them, and years later the account's name.
/// Each step is conditional on the row it was decided from, so that it happens once. What a hold lies on, and what is restricted, stays until that ends, and with it the people who can end it.
/// </summary>
public sealed class ContractJob(DigitizeDatabase database, Purge purge, AuditLog audit, RetentionOptions options, TimeProvider time)
{
    /// <summary>What <see cref="RunAsync"/> would do now. Changes nothing.</summary>
    /// <param name="account">Null for all accounts.</param>
    public async Task<IReadOnlyList<PlannedContract>> PlanAsync(AccountId? account, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var planned = new List<PlannedContract>();
        foreach (var facts in await ReadAsync(account, cancel))
        {
            var decision = ContractPolicy.Decide(facts, now, options);
            planned.Add(new PlannedContract(facts.Account, facts.Name, decision, Purged: 0, await StayingAsync(facts, decision, cancel)));
        }

        return planned;
    }

    public async Task<IReadOnlyList<PlannedContract>> RunAsync(CancellationToken cancel)
    {
        var done = new List<PlannedContract>();
        foreach (var facts in await ReadAsync(null, cancel))
        {
            var decision = ContractPolicy.Decide(facts, time.GetUtcNow(), options);
            done.Add(new PlannedContract(facts.Account, facts.Name, decision, await CarryOutAsync(facts, decision, cancel), await StayingAsync(facts, decision, cancel)));
        }

        return done;
    }

    /// <returns>How many documents have gone for good.</returns>
    private async Task<int> CarryOutAsync(ContractFacts facts, ContractDecision decision, CancellationToken cancel)
    {
        switch (decision)
        {
            case ContractDecision.Announce:
                await AnnounceAsync(facts, cancel);
                return 0;
            case ContractDecision.EraseAll:
                var purged = await purge.EndAllAsync(facts.Account, db => Unchanged(db, facts), cancel);
                await CloseAsync(facts, cancel);
                return purged;
            case ContractDecision.Forget:
                await ForgetAsync(facts, cancel);
                return 0;
            default:
                return 0;
        }
    }

    private Task AnnounceAsync(ContractFacts facts, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            if (await Unchanged(db, facts).ExecuteUpdateAsync(set => set.SetProperty(row => row.AnnouncedAt, now), cancel) == 1)
            {
                await audit.AppendAsync(db, facts.Account, Told(facts, AuditAction.ErasureAnnounced), cancel);
            }
        }, cancel);
    }

    /// <summary>When no document is left: nobody signs in to the account any more. People who belong to nothing else are removed.</summary>
    private Task CloseAsync(ContractFacts facts, CancellationToken cancel)
    {
        var (now, account) = (time.GetUtcNow(), facts.Account);
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await HoldQueries.EnterAsync(db, account);
            if (await db.AllDocuments.AnyAsync(row => row.AccountId == account, cancel) || await IsHeldAsync(db, account, cancel)
                || await Unchanged(db, facts).ExecuteUpdateAsync(set => set.SetProperty(row => row.ErasedAt, now).SetProperty(row => row.AnnouncedAt, (DateTimeOffset?)null), cancel) == 0)
            {
                return;
            }

            await db.Set<Session>().Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            await db.Set<ApiKey>().Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            await db.Set<User>().Where(user => user.InstallationRole == null && db.Set<Membership>().Any(here => here.UserId == user.Id && here.AccountId == account)
                && !db.Set<Membership>().Any(other => other.UserId == user.Id && other.AccountId != account)).ExecuteDeleteAsync(cancel);
            await db.Set<Membership>().Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            await db.DocumentTypes.Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            await db.Changes.Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            await audit.AppendAsync(db, account, Told(facts, AuditAction.AccountErased), cancel);
            await audit.AppendAsync(db, null, Told(facts, AuditAction.AccountErased), cancel);
        }, cancel);
    }

    /// <summary>The rows that hang on the account's go with it.</summary>
    private Task ForgetAsync(ContractFacts facts, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        await HoldQueries.EnterAsync(db, facts.Account);
        if (await Unchanged(db, facts).AnyAsync(cancel) && !await IsHeldAsync(db, facts.Account, cancel))
        {
            await db.Accounts.Where(row => row.Id == facts.Account).ExecuteDeleteAsync(cancel);

            // The account's own chain has nobody left who reads it.
            await audit.AppendAsync(db, null, Told(facts, AuditAction.AccountForgotten), cancel);
        }
    }, cancel);

    /// <summary>Documents that do not go with the others, because a hold lies on them or they are restricted.</summary>
    private async Task<int> StayingAsync(ContractFacts facts, ContractDecision decision, CancellationToken cancel)
    {
        if (decision is not ContractDecision.EraseAll)
        {
            return 0;
        }

        await using var db = database.Open(CurrentAccount.Of(facts.Account));
        return await db.AllDocuments.CountAsync(cancel) - await db.AllDocuments.Where(row => row.RestrictedAt == null).WithoutHold(db).CountAsync(cancel);
    }

    private static AuditEvent Told(ContractFacts facts, AuditAction action) => AuditEvent.Of(Actor.System, action, facts.Account) with { Reason = "contract ended" };

    private static Task<bool> IsHeldAsync(DigitizeDb db, AccountId account, CancellationToken cancel) => db.LegalHolds.AnyAsync(row => row.AccountId == account && row.ReleasedAt == null, cancel);

    private async Task<List<ContractFacts>> ReadAsync(AccountId? account, CancellationToken cancel)
    {
        await using var db = database.Open(account is { } id ? CurrentAccount.Of(id) : CurrentAccount.Everyone);
        var rows = await (from end in db.ContractEnds
                          join owner in db.Accounts on end.AccountId equals owner.Id
                          orderby owner.Name
                          select new { end, owner.Name }).ToListAsync(cancel);
        return [.. rows.Select(row => ContractFacts.Of(row.end, row.Name))];
    }

    /// <summary>Nobody has agreed on another end since it was looked at.</summary>
    private static IQueryable<ContractEnd> Unchanged(DigitizeDb db, ContractFacts facts) => db.ContractEnds.Where(row =>
        row.AccountId == facts.Account && row.EndsOn == facts.EndsOn && row.EraseOn == facts.EraseOn && row.AnnouncedAt == facts.AnnouncedAt && row.ErasedAt == facts.ErasedAt);
}
