using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>A user as the administrators of the installation see them.</summary>
public sealed record KnownUser(UserId Id, string Login, InstallationRole? InstallationRole, IReadOnlyList<AccountId> Accounts, bool IsDisabled, bool HasSecondFactor, DateTimeOffset CreatedAt);

/// <summary>A place that somebody who can sign in has: in an account, or in the installation where <see cref="Account"/> is null.</summary>
public sealed record KnownPlace(string Login, string? Account, string Role, bool IsDisabled, bool HasAuthenticator, int Passkeys);

/// <summary>What became of disabling or enabling a user, or of a new password for one. The constructor is private: these are all there are.</summary>
public abstract record UserChange
{
    private UserChange()
    {
    }

    public sealed record Done : UserChange;

    /// <param name="Password">To be shown once.</param>
    public sealed record PasswordIssued(string Password) : UserChange
    {
        public override string ToString() => nameof(PasswordIssued);
    }

    public sealed record NoSuchUser : UserChange;

    /// <summary>A customer's: who replaced the password would be let in to letters.</summary>
    public sealed record BelongsElsewhere : UserChange;

    /// <summary>Nobody could let them in again.</summary>
    public sealed record LastAdministrator : UserChange;
}

/// <summary>Everybody who can sign in, for administrators. They stop a stolen login, also that of the only owner of an account: enabling it again is theirs too.</summary>
public sealed class InstallationPeople(DigitizeDatabase database, Passwords passwords, AuditLog audit, TimeProvider time)
{
    public const int LongestList = 200;

    /// <param name="after">The login behind which to go on; null for the first.</param>
    public async Task<IReadOnlyList<KnownUser>> ListAsync(AccountId? account, string? after, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await KnowAsync(db, await db.Set<User>()
            .Where(row => account == null || db.Set<Membership>().Any(member => member.UserId == row.Id && member.AccountId == account))
            .Where(row => after == null || string.Compare(row.Login, after) > 0)
            .OrderBy(row => row.Login).Take(LongestList).ToListAsync(cancel), cancel);
    }

    /// <summary>Operators and administrators, by login.</summary>
    public async Task<IReadOnlyList<KnownUser>> ListTeamAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await KnowAsync(db, await db.Set<User>().Where(row => row.InstallationRole != null).OrderBy(row => row.Login).ToListAsync(cancel), cancel);
    }

    /// <summary>All of them, by login: for who holds the machine.</summary>
    public async Task<IReadOnlyList<KnownPlace>> ListPlacesAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var users = await db.Set<User>().OrderBy(row => row.Login).ToListAsync(cancel);
        var authenticators = (await db.Set<SecondFactor>().Where(row => row.ConfirmedAt != null).Select(row => row.UserId).ToListAsync(cancel)).ToHashSet();
        var passkeys = (await db.Set<Passkey>().Select(row => row.UserId).ToListAsync(cancel)).CountBy(user => user).ToDictionary();
        var members = (await (from membership in db.Set<Membership>()
                              join account in db.Accounts on membership.AccountId equals account.Id
                              orderby account.Name
                              select new { membership, account.Name }).ToListAsync(cancel)).ToLookup(row => row.membership.UserId);
        KnownPlace Place(User user, string? account, string role, DateTimeOffset? disabledAt) =>
            new(user.Login, account, role, (disabledAt ?? user.DisabledAt) is not null, authenticators.Contains(user.Id), passkeys.GetValueOrDefault(user.Id));

        return [.. from user in users
                   from place in members[user.Id].Select(row => Place(user, row.Name, row.membership.Role.ToString().ToLowerInvariant(), row.membership.DisabledAt))
                       .Concat(user.InstallationRole is { } role ? [Place(user, null, role.ToString().ToLowerInvariant(), null)] : [])
                   select place];
    }

    public Task<UserChange> DisableAsync(UserId user, bool isDisabled, Actor by, CancellationToken cancel) =>
        database.WriteAsync<UserChange>(CurrentAccount.Everyone, async db =>
        {
            // Locks the administrators: of two who disable each other at once, one must see what the other did.
            var administrators = db.Set<User>().Where(row => row.InstallationRole == InstallationRole.Administrator);
            await administrators.ExecuteUpdateAsync(set => set.SetProperty(row => row.Login, row => row.Login), cancel);
            var row = await db.Set<User>().SingleOrDefaultAsync(row => row.Id == user, cancel);
            if (row is null)
            {
                return new UserChange.NoSuchUser();
            }

            if (isDisabled && row.InstallationRole == InstallationRole.Administrator && !await administrators.AnyAsync(other => other.Id != user && other.DisabledAt == null, cancel))
            {
                return new UserChange.LastAdministrator();
            }

            row.DisabledAt = isDisabled ? row.DisabledAt ?? time.GetUtcNow() : null;
            await db.SaveChangesAsync(cancel);
            if (isDisabled)
            {
                await Sessions.EndAllAsync(db, user, cancel);
            }

            await audit.AppendOfPersonAsync(db, user, AuditEvent.Of(by, isDisabled ? AuditAction.UserDisabled : AuditAction.UserEnabled, user), cancel);

            return new UserChange.Done();
        }, cancel);

    /// <summary>A new password for somebody who runs the installation and has lost theirs. It opens nothing but its own replacement; all sessions end, second factors stay.</summary>
    public Task<UserChange> IssuePasswordAsync(UserId user, Actor by, CancellationToken cancel)
    {
        var issued = passwords.Issue();
        var hash = passwords.Hash(issued);
        return database.WriteAsync<UserChange>(CurrentAccount.Everyone, async db =>
        {
            var row = await db.Set<User>().SingleOrDefaultAsync(row => row.Id == user, cancel);
            if (row is null)
            {
                return new UserChange.NoSuchUser();
            }

            if (row.InstallationRole is null || await db.Set<Membership>().AnyAsync(member => member.UserId == user, cancel))
            {
                return new UserChange.BelongsElsewhere();
            }

            (row.PasswordHash, row.MustReplacePassword) = (hash, true);
            await db.SaveChangesAsync(cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await audit.AppendOfPersonAsync(db, user, AuditEvent.Of(by, AuditAction.PasswordIssued, user), cancel);
            return new UserChange.PasswordIssued(issued);
        }, cancel);
    }

    private static async Task<IReadOnlyList<KnownUser>> KnowAsync(DigitizeDb db, List<User> users, CancellationToken cancel)
    {
        var ids = users.Select(row => row.Id).ToList();
        var memberships = (await db.Set<Membership>().Where(row => ids.Contains(row.UserId)).ToListAsync(cancel)).ToLookup(row => row.UserId, row => row.AccountId);
        var protectedOnes = await db.Set<SecondFactor>().Where(row => ids.Contains(row.UserId) && row.ConfirmedAt != null).Select(row => row.UserId).ToListAsync(cancel);
        return [.. users.Select(row => new KnownUser(
            row.Id, row.Login, row.InstallationRole, [.. memberships[row.Id]], row.DisabledAt is not null, protectedOnes.Contains(row.Id), row.CreatedAt))];
    }
}
