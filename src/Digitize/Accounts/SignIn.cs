using System.Security.Cryptography;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a new password.</summary>
public abstract record PasswordChange
{
    private PasswordChange()
    {
    }

    /// <summary>Every session of the user has ended, this one too.</summary>
    public sealed record Changed : PasswordChange;

    public sealed record OldOneWrong : PasswordChange;

    public sealed record TooWeak(IReadOnlyList<PasswordFault> Faults) : PasswordChange;
}

/// <summary>Signs people in and out. Sessions are rows: ending one takes effect at the next request.</summary>
public sealed class SignIn(DigitizeDatabase database, Passwords passwords, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Takes as long for a login that nobody has.</summary>
    /// <returns>The token of the new session, or null.</returns>
    public async Task<string?> AttemptAsync(string login, string password, CancellationToken cancel)
    {
        var user = await FindAsync(login, cancel);
        if (!passwords.Fits(user?.PasswordHash, password) || user is not { DisabledAt: null })
        {
            return null;
        }

        var token = Session.NewToken(random);
        var now = time.GetUtcNow();
        await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var home = await db.Set<Membership>().Where(row => row.UserId == user.Id).OrderBy(row => row.AccountId).FirstOrDefaultAsync(cancel);
            db.Add(new Session { TokenSha256 = Session.Hash(token), UserId = user.Id, AccountId = home?.AccountId, CreatedAt = now, SeenAt = now });
            await db.SaveChangesAsync(cancel);
        }, cancel);
        return token;
    }

    /// <summary>Null when the session has ended, the user is disabled, or the token was never one of ours.</summary>
    public async Task<Caller?> FindCallerAsync(string token, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var hash = Session.Hash(token);
        var found = await (from session in db.Set<Session>()
                           join user in db.Set<User>() on session.UserId equals user.Id
                           where session.TokenSha256 == hash
                           select new { session, user }).SingleOrDefaultAsync(cancel);
        var now = time.GetUtcNow();
        if (found is null || found.user.DisabledAt is not null || !found.session.IsAlive(now))
        {
            return null;
        }

        if (now >= found.session.SeenAt + Session.SeenStep)
        {
            await MarkSeenAsync(hash, now, cancel);
        }

        var granted = found.user.InstallationRole is { } installation ? Grants.Of(installation) : Permissions.None;
        var membership = await db.Set<Membership>().SingleOrDefaultAsync(row => row.UserId == found.user.Id && row.AccountId == found.session.AccountId, cancel);
        return new Caller($"user {found.user.Id}", membership?.AccountId, found.user.Id, granted | (membership is null ? Permissions.None : Grants.Of(membership.Role)));
    }

    public Task SignOutAsync(string token, CancellationToken cancel)
    {
        var hash = Session.Hash(token);
        return database.WriteAsync(CurrentAccount.Everyone, db => db.Set<Session>().Where(row => row.TokenSha256 == hash).ExecuteDeleteAsync(cancel), cancel);
    }

    public async Task<PasswordChange> ChangePasswordAsync(UserId id, string old, string wanted, CancellationToken cancel)
    {
        await using var reading = database.Open(CurrentAccount.Everyone);
        var user = await reading.Set<User>().SingleAsync(row => row.Id == id, cancel);
        if (!passwords.Fits(user.PasswordHash, old))
        {
            return new PasswordChange.OldOneWrong();
        }

        if (Passwords.Judge(wanted, user.Login) is { Count: > 0 } faults)
        {
            return new PasswordChange.TooWeak(faults);
        }

        await ReplaceHashAsync(id, passwords.Hash(wanted), cancel);
        return new PasswordChange.Changed();
    }

    /// <summary>A new issued password; the old one and every session end.</summary>
    /// <returns>The password, to be shown once, or null when nobody has the login.</returns>
    public async Task<string?> ReissueAsync(string login, CancellationToken cancel)
    {
        if (await FindAsync(login, cancel) is not { } user)
        {
            return null;
        }

        var issued = passwords.Issue();
        await ReplaceHashAsync(user.Id, passwords.Hash(issued), cancel);
        return issued;
    }

    private async Task<User?> FindAsync(string login, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var normal = User.Normalize(login);
        return await db.Set<User>().SingleOrDefaultAsync(row => row.Login == normal, cancel);
    }

    private Task ReplaceHashAsync(UserId id, string hash, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Set<User>().Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.PasswordHash, hash), cancel);
            await db.Set<Session>().Where(row => row.UserId == id).ExecuteDeleteAsync(cancel);
        }, cancel);

    /// <summary>Clears away what has run out at the same time: sessions are few.</summary>
    private Task MarkSeenAsync(byte[] hash, DateTimeOffset now, CancellationToken cancel)
    {
        var oldest = now - Session.LongestLife;
        var idle = now - Session.LongestIdle;
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Set<Session>().Where(row => row.TokenSha256 == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.SeenAt, now), cancel);
            await db.Set<Session>().Where(row => row.CreatedAt <= oldest || row.SeenAt <= idle).ExecuteDeleteAsync(cancel);
        }, cancel);
    }
}
