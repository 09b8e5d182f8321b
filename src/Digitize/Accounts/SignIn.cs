using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a step of signing in. The constructor is private: these are all there are.</summary>
public abstract record SignInResult
{
    private SignInResult()
    {
    }

    /// <summary>Whatever the reason; it is not told.</summary>
    public sealed record Refused : SignInResult;

    /// <param name="Token">Of the new session.</param>
    public sealed record SignedIn(UserId User, string Token) : SignInResult;

    /// <summary>The password was right, and a code is asked for as well.</summary>
    /// <param name="Token">Proves the first step, for <see cref="SignInStep.LongestLife"/>.</param>
    public sealed record NeedsCode(string Token) : SignInResult;
}

/// <summary>Signs people in: with a password, and with a code after it where there is a second factor.</summary>
public sealed class SignIn(DigitizeDatabase database, Passwords passwords, Sessions sessions, SecondFactors factors, AuditLog audit, TimeProvider time)
{
    /// <summary>Takes as long for a login that nobody has.</summary>
    /// <param name="from">The shortened address, for the audit.</param>
    public async Task<SignInResult> AttemptAsync(string login, string password, string from, CancellationToken cancel)
    {
        var user = await FindAsync(login, cancel);
        if (!passwords.Fits(user?.PasswordHash, password) || user is not { DisabledAt: null })
        {
            // What was typed is not kept: people type passwords where the login goes.
            await database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, null, Told(user?.Id, false, "password", from), cancel), cancel);
            return new SignInResult.Refused();
        }

        var token = sessions.NewToken();
        return await database.WriteAsync<SignInResult>(CurrentAccount.Everyone, async db =>
        {
            if (await SecondFactors.HasAsync(db, user.Id, cancel))
            {
                db.Add(new SignInStep { TokenSha256 = Session.Hash(token), UserId = user.Id, CreatedAt = time.GetUtcNow(), Attempts = 0 });
                await db.SaveChangesAsync(cancel);
                return new SignInResult.NeedsCode(token);
            }

            var isIn = await sessions.BeginAsync(db, user.Id, token, cancel);
            await audit.AppendAsync(db, null, Told(user.Id, isIn, "password", from), cancel);
            return isIn ? new SignInResult.SignedIn(user.Id, token) : new SignInResult.Refused();
        }, cancel);
    }

    /// <summary>Whose second step this is; null when the first was too long ago, or never.</summary>
    public async Task<UserId?> FindHalfSignedInAsync(string token, CancellationToken cancel)
    {
        var (hash, oldest) = (Session.Hash(token), time.GetUtcNow() - SignInStep.LongestLife);
        await using var db = database.Open(CurrentAccount.Everyone);
        return (await db.Set<SignInStep>().SingleOrDefaultAsync(row => row.TokenSha256 == hash && row.CreatedAt > oldest, cancel))?.UserId;
    }

    /// <param name="token">Of the first step.</param>
    /// <param name="code">What the app shows, or a recovery code.</param>
    /// <param name="from">The shortened address, for the audit.</param>
    public async Task<SignInResult> FinishAsync(string token, string code, string from, CancellationToken cancel)
    {
        var (hash, oldest, session) = (Session.Hash(token), time.GetUtcNow() - SignInStep.LongestLife, sessions.NewToken());
        return await database.WriteAsync<SignInResult>(CurrentAccount.Everyone, async db =>
        {
            // Counted before the code is looked at: attempts at the same time count as well.
            var open = db.Set<SignInStep>().Where(row => row.TokenSha256 == hash && row.CreatedAt > oldest && row.Attempts < SignInStep.MostAttempts);
            if (await open.ExecuteUpdateAsync(set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1), cancel) == 0)
            {
                var late = await db.Set<SignInStep>().Where(row => row.TokenSha256 == hash).Select(row => (UserId?)row.UserId).SingleOrDefaultAsync(cancel);
                await audit.AppendAsync(db, null, Told(late, false, "code", from), cancel);
                return new SignInResult.Refused();
            }

            var user = await db.Set<SignInStep>().Where(row => row.TokenSha256 == hash).Select(row => row.UserId).SingleAsync(cancel);
            if (!await factors.UseAsync(db, user, code, cancel) || !await sessions.BeginAsync(db, user, session, cancel))
            {
                await audit.AppendAsync(db, null, Told(user, false, "code", from), cancel);
                return new SignInResult.Refused();
            }

            await db.Set<SignInStep>().Where(row => row.TokenSha256 == hash).ExecuteDeleteAsync(cancel);
            await audit.AppendAsync(db, null, Told(user, true, "code", from), cancel);
            return new SignInResult.SignedIn(user, session);
        }, cancel);
    }

    /// <param name="user">Null for a login that nobody has.</param>
    internal static AuditEvent Told(UserId? user, bool isIn, string with, string from)
    {
        var action = isIn ? AuditAction.SignedIn : AuditAction.SignInRefused;
        var told = user is { } known ? AuditEvent.Of(Actor.User(known), action, known) : new AuditEvent(Actor.Unknown, action);
        return told.With(("with", with), ("from", from)) with { Outcome = isIn ? AuditOutcome.Done : AuditOutcome.Refused };
    }

    private async Task<User?> FindAsync(string login, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var normal = User.Normalize(login);
        return await db.Set<User>().SingleOrDefaultAsync(row => row.Login == normal, cancel);
    }
}
