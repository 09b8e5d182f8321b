using System.Linq.Expressions;
using System.Security.Cryptography;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>A session as its user may see it. <see cref="Id"/> names it and opens nothing.</summary>
public sealed record KnownSession(string Id, DateTimeOffset CreatedAt, DateTimeOffset SeenAt, bool IsThis);

/// <summary>Sessions are rows: ending one takes effect at the next request.</summary>
public sealed class Sessions(DigitizeDatabase database, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>Of the stored hash: enough to tell one user's sessions apart.</summary>
    private const int IdBytes = 8;

    /// <summary>Null when the session has ended, the user is disabled or out of the account, or the token was never one of ours.</summary>
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

        var membership = await db.Set<Membership>().SingleOrDefaultAsync(row => row.UserId == found.user.Id && row.AccountId == found.session.AccountId && row.DisabledAt == null, cancel);
        if (membership is null && found.session.AccountId is not null)
        {
            return null;
        }

        if (now >= found.session.SeenAt + Session.SeenStep)
        {
            await MarkSeenAsync(hash, now, cancel);
        }

        var granted = found.user.InstallationRole is { } installation ? Grants.Of(installation) : Permissions.None;
        granted |= membership is null ? Permissions.None : Grants.Of(membership.Role);
        var mustReplace = found.user.MustReplacePassword;
        return new Caller($"user {found.user.Id}", membership?.AccountId, found.user.Id, mustReplace ? Permissions.None : granted) { MustReplacePassword = mustReplace };
    }

    public async Task<IReadOnlyList<KnownSession>> ListAsync(UserId user, string token, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var own = Session.Hash(token);
        return [.. (await OfAsync(user, cancel)).Where(row => row.IsAlive(now)).OrderByDescending(row => row.SeenAt)
            .Select(row => new KnownSession(IdOf(row.TokenSha256), row.CreatedAt, row.SeenAt, row.TokenSha256.AsSpan().SequenceEqual(own)))];
    }

    public Task EndAsync(string token, CancellationToken cancel)
    {
        var hash = Session.Hash(token);
        return EndAsync(row => row.TokenSha256 == hash, cancel);
    }

    /// <returns>False when the user has no such session.</returns>
    public async Task<bool> EndAsync(UserId user, string id, CancellationToken cancel)
    {
        var named = (await OfAsync(user, cancel)).FirstOrDefault(row => IdOf(row.TokenSha256) == id);
        return named is not null && await EndAsync(row => row.TokenSha256 == named.TokenSha256, cancel) > 0;
    }

    public Task EndOthersAsync(UserId user, string token, CancellationToken cancel)
    {
        var own = Session.Hash(token);
        return EndAsync(row => row.UserId == user && row.TokenSha256 != own, cancel);
    }

    /// <summary>Also ends sign-ins that are half done: what changed may be what they have proven.</summary>
    internal static async Task EndAllAsync(DigitizeDb db, UserId user, CancellationToken cancel)
    {
        await db.Set<Session>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
        await db.Set<SignInStep>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
        await db.Set<PasskeyChallenge>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
    }

    internal string NewToken() => Session.NewToken(random);

    /// <returns>False when the user is disabled or belongs to nothing.</returns>
    internal async Task<bool> BeginAsync(DigitizeDb db, UserId user, string token, CancellationToken cancel)
    {
        var row = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == user, cancel);
        var home = await db.Set<Membership>().AsNoTracking().Where(row => row.UserId == user && row.DisabledAt == null).OrderBy(row => row.AccountId).FirstOrDefaultAsync(cancel);
        if (row is not { DisabledAt: null } || (home is null && row.InstallationRole is null))
        {
            return false;
        }

        var now = time.GetUtcNow();
        db.Add(new Session { TokenSha256 = Session.Hash(token), UserId = user, AccountId = home?.AccountId, CreatedAt = now, SeenAt = now });
        await db.SaveChangesAsync(cancel);
        return true;
    }

    private static string IdOf(byte[] tokenSha256) => Convert.ToHexStringLower(tokenSha256.AsSpan(0, IdBytes));

    private async Task<List<Session>> OfAsync(UserId user, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<Session>().Where(row => row.UserId == user).ToListAsync(cancel);
    }

    /// <param name="named">Sessions of one user.</param>
    private Task<int> EndAsync(Expression<Func<Session, bool>> named, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var sessions = db.Set<Session>().Where(named);
            var owner = await sessions.Select(row => (UserId?)row.UserId).FirstOrDefaultAsync(cancel);
            var ended = await sessions.ExecuteDeleteAsync(cancel);
            if (ended > 0 && owner is { } user)
            {
                await audit.AppendOfPersonAsync(db, user, AuditEvent.Of(Actor.User(user), AuditAction.SessionsEnded, user), cancel);
            }

            return ended;
        }, cancel);

    /// <summary>Clears away what has run out at the same time: sessions are few.</summary>
    private Task MarkSeenAsync(byte[] hash, DateTimeOffset now, CancellationToken cancel)
    {
        var (oldest, idle, stale) = (now - Session.LongestLife, now - Session.LongestIdle, now - SignInStep.LongestLife);
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Set<Session>().Where(row => row.TokenSha256 == hash).ExecuteUpdateAsync(set => set.SetProperty(row => row.SeenAt, now), cancel);
            await db.Set<Session>().Where(row => row.CreatedAt <= oldest || row.SeenAt <= idle).ExecuteDeleteAsync(cancel);
            await db.Set<SignInStep>().Where(row => row.CreatedAt <= stale).ExecuteDeleteAsync(cancel);
        }, cancel);
    }
}
