using Digitize.Database;
using Digitize.Privacy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a change of passkeys. The constructor is private: these are all there are.</summary>
public abstract record PasskeyChange
{
    private PasskeyChange()
    {
    }

    /// <summary>Every session has ended but that of <paramref name="Token"/>, which is new.</summary>
    public sealed record Added(Passkey Passkey, string Token) : PasskeyChange;

    /// <inheritdoc cref="Added"/>
    public sealed record Removed(string Token) : PasskeyChange;

    /// <summary>Somebody has it already.</summary>
    public sealed record Known : PasskeyChange;

    /// <summary>See <see cref="Passkey.MostOfOneUser"/>.</summary>
    public sealed record TooMany : PasskeyChange;

    public sealed record NoSuchPasskey : PasskeyChange;

    /// <summary>Password or code was wrong; which of them is not told.</summary>
    public sealed record ProofWrong : PasskeyChange;
}

/// <summary>What became of a sign-in with a passkey whose signature was right.</summary>
public abstract record PasskeySignIn
{
    private PasskeySignIn()
    {
    }

    public sealed record SignedIn(UserId User, string Token) : PasskeySignIn;

    /// <summary>The passkey is gone, or its owner is disabled or belongs to nothing.</summary>
    public sealed record Refused : PasskeySignIn;

    /// <summary>It has signed no more often than when it was seen last: there are two of it.</summary>
    public sealed record Copied(UserId User) : PasskeySignIn;
}

/// <summary>
/// The passkeys of users. One that has asked for a finger or a PIN is both factors at once and signs in alone. Signatures are judged elsewhere; here are the rows, and the questions that may be answered once.
/// </summary>
public sealed class Passkeys(DigitizeDatabase database, OwnPassword password, SecondFactors factors, Sessions sessions, AuditLog audit, TimeProvider time)
{
    public async Task<IReadOnlyList<Passkey>> ListAsync(UserId user, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<Passkey>().Where(row => row.UserId == user).OrderBy(row => row.CreatedAt).ToListAsync(cancel);
    }

    /// <summary>The proof before a change: the password, and a code as well where there is an authenticator, for a passkey opens as much as both.</summary>
    public async Task<bool> ProveAsync(UserId user, string presented, string? code, CancellationToken cancel) =>
        await password.IsAsync(user, presented, cancel)
        && await database.WriteAsync(CurrentAccount.Everyone, async db => !await SecondFactors.HasAsync(db, user, cancel) || await factors.UseAsync(db, user, code ?? "", cancel), cancel);

    /// <summary>Remembers a question for its one answer, in place of an earlier one of the same token. Those that nobody answered are cleared away.</summary>
    /// <param name="user">Who adds a passkey; null for somebody who signs in.</param>
    public Task AskAsync(string token, UserId? user, string state, CancellationToken cancel)
    {
        var (hash, now) = (Session.Hash(token), time.GetUtcNow());
        var stale = now - PasskeyChallenge.LongestLife;
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Set<PasskeyChallenge>().Where(row => row.TokenSha256 == hash || row.CreatedAt <= stale).ExecuteDeleteAsync(cancel);
            db.Add(new PasskeyChallenge { TokenSha256 = hash, UserId = user, State = state, CreatedAt = now });
            await db.SaveChangesAsync(cancel);
        }, cancel);
    }

    /// <summary>Takes the question away, whatever its answer is worth.</summary>
    /// <returns>Null when it was answered before, was too long ago, or was never asked.</returns>
    public Task<string?> TakeAsync(string token, UserId? user, CancellationToken cancel)
    {
        var (hash, stale) = (Session.Hash(token), time.GetUtcNow() - PasskeyChallenge.LongestLife);
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var open = db.Set<PasskeyChallenge>().Where(row => row.TokenSha256 == hash && row.UserId == user && row.CreatedAt > stale);
            var state = await open.Select(row => row.State).SingleOrDefaultAsync(cancel);
            return await open.ExecuteDeleteAsync(cancel) == 1 ? state : null;
        }, cancel);
    }

    /// <param name="name">From 1 to <see cref="Passkey.LongestName"/> characters.</param>
    /// <param name="judged">What the device has shown and was found right.</param>
    public Task<PasskeyChange> AddAsync(UserId user, string name, UserPasskeyInfo judged, CancellationToken cancel)
    {
        var token = sessions.NewToken();
        var passkey = new Passkey
        {
            CredentialId = judged.CredentialId,
            UserId = user,
            Name = name,
            PublicKey = judged.PublicKey,
            SignCount = judged.SignCount,
            Transports = string.Join(',', (judged.Transports ?? []).Where(IsTransport).Take(8)),
            IsBackupEligible = judged.IsBackupEligible,
            IsBackedUp = judged.IsBackedUp,
            CreatedAt = time.GetUtcNow(),
        };
        return database.WriteAsync<PasskeyChange>(CurrentAccount.Everyone, async db =>
        {
            if (await db.Set<Passkey>().AnyAsync(row => row.CredentialId == passkey.CredentialId, cancel))
            {
                return new PasskeyChange.Known();
            }

            if (await db.Set<Passkey>().CountAsync(row => row.UserId == user, cancel) >= Passkey.MostOfOneUser)
            {
                return new PasskeyChange.TooMany();
            }

            db.Add(passkey);
            await db.SaveChangesAsync(cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await sessions.BeginAsync(db, user, token, cancel);
            await audit.AppendOfPersonAsync(db, user, AuditEvent.Of(Actor.User(user), AuditAction.PasskeyAdded, user).With(("passkey", passkey.ShortId)), cancel);
            return new PasskeyChange.Added(passkey, token);
        }, cancel);
    }

    /// <param name="id">See <see cref="Passkey.ShortId"/>.</param>
    public async Task<PasskeyChange> RemoveAsync(UserId user, string id, string presented, string? code, CancellationToken cancel)
    {
        if ((await ListAsync(user, cancel)).FirstOrDefault(row => row.ShortId == id) is not { } passkey)
        {
            return new PasskeyChange.NoSuchPasskey();
        }

        if (!await ProveAsync(user, presented, code, cancel))
        {
            return new PasskeyChange.ProofWrong();
        }

        var token = sessions.NewToken();
        return await database.WriteAsync<PasskeyChange>(CurrentAccount.Everyone, async db =>
        {
            await db.Set<Passkey>().Where(row => row.UserId == user && row.CredentialId == passkey.CredentialId).ExecuteDeleteAsync(cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await sessions.BeginAsync(db, user, token, cancel);
            await audit.AppendOfPersonAsync(db, user, AuditEvent.Of(Actor.User(user), AuditAction.PasskeyRemoved, user).With(("passkey", id)), cancel);
            return new PasskeyChange.Removed(token);
        }, cancel);
    }

    /// <param name="judged">What the device has signed and was found right, all but its counter.</param>
    /// <param name="from">The shortened address, for the audit.</param>
    public Task<PasskeySignIn> SignInAsync(UserId user, UserPasskeyInfo judged, string from, CancellationToken cancel)
    {
        var (token, count, today) = (sessions.NewToken(), (long)judged.SignCount, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return database.WriteAsync<PasskeySignIn>(CurrentAccount.Everyone, async db =>
        {
            var result = await SignInAsync(db);
            await audit.AppendAsync(db, null, SignIn.Told(user, result is PasskeySignIn.SignedIn, "passkey", from), cancel);
            return result;
        }, cancel);

        async Task<PasskeySignIn> SignInAsync(DigitizeDb db)
        {
            var own = db.Set<Passkey>().Where(row => row.CredentialId == judged.CredentialId && row.UserId == user);
            var used = await own.Where(row => row.SignCount < count || (row.SignCount == 0 && count == 0)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.SignCount, count).SetProperty(row => row.IsBackedUp, judged.IsBackedUp).SetProperty(row => row.LastUsedOn, today), cancel);
            if (used == 0)
            {
                return await own.AnyAsync(cancel) ? new PasskeySignIn.Copied(user) : new PasskeySignIn.Refused();
            }

            return await sessions.BeginAsync(db, user, token, cancel) ? new PasskeySignIn.SignedIn(user, token) : new PasskeySignIn.Refused();
        }
    }

    /// <summary>Writes down that somebody came with a passkey whose signature was not right; whose it would have been is not known.</summary>
    /// <param name="from">The shortened address.</param>
    public Task TellRefusedAsync(string from, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Everyone, db => audit.AppendAsync(db, null, SignIn.Told(null, false, "passkey", from), cancel), cancel);

    /// <summary>They come from the browser, and go back to it.</summary>
    private static bool IsTransport(string name) => name is { Length: > 0 and <= 20 } && name.All(sign => char.IsAsciiLetterLower(sign) || sign == '-');
}
