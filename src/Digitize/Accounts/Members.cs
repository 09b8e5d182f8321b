using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>A person as the owners of an account see them.</summary>
public sealed record Member(UserId Id, string Login, Role Role, bool IsDisabled, bool HasSecondFactor, DateTimeOffset CreatedAt);

/// <summary>A change of a member; what is null stays as it is.</summary>
public sealed record MemberEdit(Role? Role, bool? IsDisabled);

/// <summary>What became of a change of a member. The constructor is private: these are all there are.</summary>
public abstract record MemberChange
{
    private MemberChange()
    {
    }

    public sealed record Done : MemberChange;

    /// <param name="Password">To be shown once.</param>
    public sealed record PasswordIssued(string Password) : MemberChange;

    public sealed record NoSuchMember : MemberChange;

    /// <summary>An account that nobody owns could never be managed again.</summary>
    public sealed record LastOwner : MemberChange;

    /// <summary>The member may do something that the caller may not, or would.</summary>
    public sealed record MoreThanCaller : MemberChange;

    /// <summary>The person is something elsewhere too: who replaces the password would be let in there.</summary>
    public sealed record BelongsElsewhere : MemberChange;
}

/// <summary>The people of one account, as its owners manage them. What ends a right ends the sessions that use it.</summary>
/// <remarks>Nobody changes a member who may do more than they themselves: a key that manages must not become an owner.</remarks>
public sealed class Members(DigitizeDatabase database, Passwords passwords, AuditLog audit, TimeProvider time)
{
    public async Task<IReadOnlyList<Member>> ListAsync(AccountId account, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        var rows = await (from membership in db.Set<Membership>()
                          join user in db.Set<User>() on membership.UserId equals user.Id
                          where membership.AccountId == account
                          orderby user.Login
                          select new { membership, user, hasFactor = db.Set<SecondFactor>().Any(row => row.UserId == user.Id && row.ConfirmedAt != null) }).ToListAsync(cancel);
        return [.. rows.Select(row => new Member(
            row.user.Id, row.user.Login, row.membership.Role, (row.membership.DisabledAt ?? row.user.DisabledAt) is not null, row.hasFactor, row.user.CreatedAt))];
    }

    public Task<MemberChange> EditAsync(Caller caller, AccountId account, UserId user, MemberEdit edit, CancellationToken cancel) =>
        ChangeAsync(caller, account, user, async (db, membership) =>
        {
            if (edit.Role is { } role && !caller.May(Grants.Of(role)))
            {
                return new MemberChange.MoreThanCaller();
            }

            var isLess = edit.IsDisabled is true || edit.Role is not (null or Role.Owner);
            if (isLess && await IsLastOwnerAsync(db, membership, cancel))
            {
                return new MemberChange.LastOwner();
            }

            membership.Role = edit.Role ?? membership.Role;
            membership.DisabledAt = edit.IsDisabled switch { true => membership.DisabledAt ?? time.GetUtcNow(), false => null, null => membership.DisabledAt };
            await db.SaveChangesAsync(cancel);
            if (edit.IsDisabled is true)
            {
                await EndSessionsAsync(db, account, user, cancel);
            }

            await audit.AppendAsync(db, account, AuditEvent.Of(caller.Actor, AuditAction.MemberChanged, user).With(("role", membership.Role.ToString()), ("disabled", membership.DisabledAt is null ? "no" : "yes")), cancel);
            return new MemberChange.Done();
        }, cancel);

    /// <summary>Out of the account; who belongs to nothing any more is removed altogether.</summary>
    public Task<MemberChange> RemoveAsync(Caller caller, AccountId account, UserId user, CancellationToken cancel) =>
        ChangeAsync(caller, account, user, async (db, membership) =>
        {
            if (await IsLastOwnerAsync(db, membership, cancel))
            {
                return new MemberChange.LastOwner();
            }

            var isElsewhere = await IsElsewhereAsync(db, membership, cancel);
            db.Remove(membership);
            await db.SaveChangesAsync(cancel);
            await EndSessionsAsync(db, account, user, cancel);
            if (!isElsewhere)
            {
                await db.Set<User>().Where(row => row.Id == user).ExecuteDeleteAsync(cancel);
            }

            await audit.AppendAsync(db, account, AuditEvent.Of(caller.Actor, AuditAction.MemberRemoved, user), cancel);

            return new MemberChange.Done();
        }, cancel);

    /// <summary>A new password for somebody who has lost theirs. A second factor stays.</summary>
    public Task<MemberChange> IssuePasswordAsync(Caller caller, AccountId account, UserId user, CancellationToken cancel)
    {
        var issued = passwords.Issue();
        var hash = passwords.Hash(issued);
        return ChangeAsync(caller, account, user, async (db, membership) =>
        {
            if (await IsElsewhereAsync(db, membership, cancel))
            {
                return new MemberChange.BelongsElsewhere();
            }

            await db.Set<User>().Where(row => row.Id == user).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await audit.AppendAsync(db, account, AuditEvent.Of(caller.Actor, AuditAction.PasswordIssued, user), cancel);
            return new MemberChange.PasswordIssued(issued);
        }, cancel);
    }

    private Task<MemberChange> ChangeAsync(Caller caller, AccountId account, UserId user, Func<DigitizeDb, Membership, Task<MemberChange>> change, CancellationToken cancel) =>
        // Everyone's rows: whether a person is something elsewhere too is asked of other accounts, and their sessions there end with the password.
        database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            // Locks the account: of two owners who degrade each other at once, one must see what the other did.
            await db.Accounts.Where(row => row.Id == account).ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), cancel);
            var membership = await db.Set<Membership>().SingleOrDefaultAsync(row => row.AccountId == account && row.UserId == user, cancel);
            return membership is null ? new MemberChange.NoSuchMember()
                : !caller.May(Grants.Of(membership.Role)) ? new MemberChange.MoreThanCaller()
                : await change(db, membership);
        }, cancel);

    /// <summary>Somebody who cannot sign in owns nothing.</summary>
    private static async Task<bool> IsLastOwnerAsync(DigitizeDb db, Membership membership, CancellationToken cancel)
    {
        var others = from other in db.Set<Membership>()
                     join user in db.Set<User>() on other.UserId equals user.Id
                     where other.AccountId == membership.AccountId && other.UserId != membership.UserId
                         && other.Role == Role.Owner && other.DisabledAt == null && user.DisabledAt == null
                     select other;
        return membership is { Role: Role.Owner, DisabledAt: null } && !await others.AnyAsync(cancel);
    }

    private static async Task<bool> IsElsewhereAsync(DigitizeDb db, Membership membership, CancellationToken cancel) =>
        await db.Set<Membership>().AnyAsync(row => row.UserId == membership.UserId && row.AccountId != membership.AccountId, cancel)
        || await db.Set<User>().AnyAsync(row => row.Id == membership.UserId && row.InstallationRole != null, cancel);

    private static Task<int> EndSessionsAsync(DigitizeDb db, AccountId account, UserId user, CancellationToken cancel) =>
        db.Set<Session>().Where(row => row.AccountId == account && row.UserId == user).ExecuteDeleteAsync(cancel);
}
