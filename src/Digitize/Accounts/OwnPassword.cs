using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a new password.</summary>
public abstract record PasswordChange
{
    private PasswordChange()
    {
    }

    /// <summary>Every session of the user has ended; <paramref name="Token"/> opens a new one for whoever made the change.</summary>
    public sealed record Changed(string Token) : PasswordChange;

    public sealed record CurrentOneWrong : PasswordChange;

    public sealed record TooWeak(IReadOnlyList<PasswordFault> Faults, bool HasSecondFactor) : PasswordChange;
}

/// <summary>A user's own password: proving it, and replacing it.</summary>
public sealed class OwnPassword(DigitizeDatabase database, Passwords passwords, Sessions sessions, AuditLog audit)
{
    public async Task<PasswordChange> ChangeAsync(UserId id, string current, string wanted, CancellationToken cancel)
    {
        await using var reading = database.Open(CurrentAccount.Everyone);
        var user = await reading.Set<User>().SingleAsync(row => row.Id == id, cancel);
        if (!passwords.Fits(user.PasswordHash, current))
        {
            return new PasswordChange.CurrentOneWrong();
        }

        var accounts = await (from membership in reading.Set<Membership>()
                              join account in reading.Accounts on membership.AccountId equals account.Id
                              where membership.UserId == id
                              select account.Name).ToListAsync(cancel);
        var hasFactor = await SecondFactors.HasAsync(reading, id, cancel);
        IReadOnlyList<PasswordFault> same = wanted == current ? [PasswordFault.Unchanged] : [];
        if (same.Concat(Passwords.Judge(wanted, hasFactor, [user.Login, "Digitize", .. accounts])).ToList() is { Count: > 0 } faults)
        {
            return new PasswordChange.TooWeak(faults, hasFactor);
        }

        var (hash, token) = (passwords.Hash(wanted), sessions.NewToken());
        return await database.WriteAsync<PasswordChange>(CurrentAccount.Everyone, async db =>
        {
            // Of two changes at once the second has proven a password that is gone.
            var changed = await db.Set<User>().Where(row => row.Id == id && row.PasswordHash == user.PasswordHash).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.PasswordHash, hash).SetProperty(row => row.MustReplacePassword, false), cancel);
            if (changed == 0)
            {
                return new PasswordChange.CurrentOneWrong();
            }

            await Sessions.EndAllAsync(db, id, cancel);
            await sessions.BeginAsync(db, id, token, cancel);
            await audit.AppendOfPersonAsync(db, id, AuditEvent.Of(Actor.User(id), AuditAction.PasswordReplaced, id), cancel);
            return new PasswordChange.Changed(token);
        }, cancel);
    }

    internal async Task<bool> IsAsync(UserId id, string password, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var hash = await db.Set<User>().Where(row => row.Id == id).Select(row => row.PasswordHash).SingleOrDefaultAsync(cancel);
        return passwords.Fits(hash, password);
    }
}
