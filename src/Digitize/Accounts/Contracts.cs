using System.Globalization;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of ending a contract, or of taking that back. The constructor is private: these are all there are.</summary>
public abstract record ContractChange
{
    private ContractChange()
    {
    }

    public sealed record Done : ContractChange;

    public sealed record NoSuchAccount : ContractChange;

    /// <summary>There is no end to take back.</summary>
    public sealed record NotEnded : ContractChange;

    /// <summary>The documents would go before the contract ends, or should have gone before today.</summary>
    public sealed record EraseTooEarly : ContractChange;

    /// <summary>Not in this millennium.</summary>
    public sealed record NoSuchDay : ContractChange;

    /// <summary>The documents have gone already.</summary>
    public sealed record AlreadyErased : ContractChange;
}

/// <summary>Ends contracts. What follows from an end, and when, is decided elsewhere: here is only what was agreed.</summary>
public sealed class Contracts(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    /// <returns>Null when no end is agreed.</returns>
    public async Task<ContractEnd?> FindAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.ContractEnds.SingleOrDefaultAsync(row => row.AccountId == account, cancel);
    }

    /// <summary>Whether the account takes nothing in any more.</summary>
    public async Task<bool> HasEndedAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await HasEndedAsync(db, account, time.GetUtcNow(), cancel);
    }

    /// <summary>Another end takes the place of one that was agreed before, as long as the documents are there.</summary>
    /// <param name="eraseOn">Null for the usual time after the end.</param>
    public Task<ContractChange> EndAsync(AccountId account, DateOnly endsOn, DateOnly? eraseOn, Actor by, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (endsOn.Year is < 2000 or > 2999)
        {
            return Task.FromResult<ContractChange>(new ContractChange.NoSuchDay());
        }

        if (eraseOn < endsOn || eraseOn < DateOnly.FromDateTime(now.UtcDateTime))
        {
            return Task.FromResult<ContractChange>(new ContractChange.EraseTooEarly());
        }

        var end = new ContractEnd { AccountId = account, EndsOn = endsOn, EraseOn = eraseOn, RequestedBy = by.Name, RequestedAt = now };
        var told = AuditEvent.Of(by, AuditAction.ContractEndAgreed, account).With([("on", Day(endsOn)), .. eraseOn is { } day ? new[] { ("eraseOn", Day(day)) } : []]);
        return ChangeAsync(account, told, async (db, known) =>
        {
            await db.ContractEnds.Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
            db.Add(end);
            await db.SaveChangesAsync(cancel);
            return new ContractChange.Done();
        }, cancel);
    }

    /// <summary>The contract goes on.</summary>
    public Task<ContractChange> UndoAsync(AccountId account, Actor by, CancellationToken cancel) => ChangeAsync(account, AuditEvent.Of(by, AuditAction.ContractEndUndone, account), async (db, known) =>
    {
        await db.ContractEnds.Where(row => row.AccountId == account).ExecuteDeleteAsync(cancel);
        return known ? new ContractChange.Done() : new ContractChange.NotEnded();
    }, cancel);

    internal static async Task<bool> HasEndedAsync(DigitizeDb db, AccountId account, DateTimeOffset now, CancellationToken cancel)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        return await db.ContractEnds.AnyAsync(row => row.AccountId == account && row.EndsOn <= today, cancel);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task<ContractChange> ChangeAsync(AccountId account, AuditEvent told, Func<DigitizeDb, bool, Task<ContractChange>> change, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Of(account), async db =>
    {
        // Locks the account against another who ends it at the same time, and against its erasure.
        if (await db.Accounts.Where(row => row.Id == account).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel) == 0)
        {
            return new ContractChange.NoSuchAccount();
        }

        var known = await db.ContractEnds.AsNoTracking().SingleOrDefaultAsync(row => row.AccountId == account, cancel);
        var result = known is { ErasedAt: not null } ? new ContractChange.AlreadyErased() : await change(db, known is not null);
        if (result is ContractChange.Done)
        {
            await audit.AppendAsync(db, account, told, cancel);
        }

        return result;
    }, cancel);
}
