using System.Security.Cryptography;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>What became of a change of the second factor. The constructor is private: these are all there are.</summary>
public abstract record FactorChange
{
    private FactorChange()
    {
    }

    /// <summary>Password or code was wrong; which of them is not told.</summary>
    public sealed record ProofWrong : FactorChange;

    /// <summary>There is nothing to confirm or to remove.</summary>
    public sealed record NoFactor : FactorChange;

    /// <summary>Remove the old one first.</summary>
    public sealed record FactorExists : FactorChange;

    /// <summary>The password is good enough only next to a second factor.</summary>
    public sealed record PasswordTooShort : FactorChange;

    /// <param name="Secret">To be typed into the app.</param>
    /// <param name="Uri">The same for a picture that the app reads.</param>
    public sealed record Begun(string Secret, string Uri) : FactorChange;

    /// <summary>Every session has ended but that of <paramref name="Token"/>, which is new. The codes are shown this once.</summary>
    public sealed record Confirmed(IReadOnlyList<string> RecoveryCodes, string Token) : FactorChange;

    public sealed record CodesRenewed(IReadOnlyList<string> RecoveryCodes) : FactorChange;

    /// <summary>Every session has ended but that of <paramref name="Token"/>, which is new.</summary>
    public sealed record Removed(string Token) : FactorChange;
}

/// <summary>How well a user is protected.</summary>
public sealed record FactorState(bool HasAuthenticator, int RecoveryCodesLeft);

/// <summary>The authenticator app of a user and the recovery codes that stand in for it.</summary>
public sealed class SecondFactors(DigitizeDatabase database, OwnPassword password, Sessions sessions, SeedLock seeds, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    public async Task<FactorState> LookAsync(UserId user, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var left = await db.Set<RecoveryCode>().CountAsync(row => row.UserId == user && row.UsedAt == null, cancel);
        return new FactorState(await HasAsync(db, user, cancel), left);
    }

    /// <summary>Makes a secret. It counts for nothing before <see cref="ConfirmAsync"/>, and takes the place of one that was never confirmed.</summary>
    public async Task<FactorChange> BeginAsync(UserId user, string presented, CancellationToken cancel)
    {
        if (!await password.IsAsync(user, presented, cancel))
        {
            return new FactorChange.ProofWrong();
        }

        var seed = FactorSecrets.NewSeed(random);
        var wrapped = seeds.Wrap(user, seed);
        using var secrets = FactorSecrets.Of(seed);
        var secret = secrets.Authenticator;
        return await database.WriteAsync<FactorChange>(CurrentAccount.Everyone, async db =>
        {
            if (await HasAsync(db, user, cancel))
            {
                return new FactorChange.FactorExists();
            }

            await db.Set<SecondFactor>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
            db.Add(new SecondFactor { UserId = user, WrappedSeed = wrapped, CreatedAt = time.GetUtcNow() });
            await db.SaveChangesAsync(cancel);
            var login = await db.Set<User>().Where(row => row.Id == user).Select(row => row.Login).SingleAsync(cancel);
            return new FactorChange.Begun(TimeCodes.ToBase32(secret), TimeCodes.ToUri(secret, login));
        }, cancel);
    }

    /// <param name="code">The first one that the app shows: it proves that the app has the secret.</param>
    public Task<FactorChange> ConfirmAsync(UserId user, string code, CancellationToken cancel)
    {
        var (codes, token, now) = (NewCodes(), sessions.NewToken(), time.GetUtcNow());
        return database.WriteAsync<FactorChange>(CurrentAccount.Everyone, async db =>
        {
            var factor = await db.Set<SecondFactor>().SingleOrDefaultAsync(row => row.UserId == user && row.ConfirmedAt == null, cancel);
            if (factor is null || factor.CreatedAt + SecondFactor.LongestEnrollment < now)
            {
                return new FactorChange.NoFactor();
            }

            using var secrets = SecretsOf(factor);
            if (TimeCodes.FindStep(secrets.Authenticator, code, now, factor.LastStep) is not { } step)
            {
                return new FactorChange.ProofWrong();
            }

            (factor.ConfirmedAt, factor.LastStep) = (now, step);
            await ReplaceCodesAsync(db, user, secrets, codes, cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await sessions.BeginAsync(db, user, token, cancel);
            await TellAsync(db, user, AuditAction.FactorAdded, cancel);
            return new FactorChange.Confirmed(codes, token);
        }, cancel);
    }

    public async Task<FactorChange> RenewCodesAsync(UserId user, string presented, string code, CancellationToken cancel)
    {
        if (!await password.IsAsync(user, presented, cancel))
        {
            return new FactorChange.ProofWrong();
        }

        var codes = NewCodes();
        return await database.WriteAsync<FactorChange>(CurrentAccount.Everyone, async db =>
        {
            if (!await UseAsync(db, user, code, cancel))
            {
                return await HasAsync(db, user, cancel) ? new FactorChange.ProofWrong() : new FactorChange.NoFactor();
            }

            using var secrets = SecretsOf(await db.Set<SecondFactor>().SingleAsync(row => row.UserId == user, cancel));
            await ReplaceCodesAsync(db, user, secrets, codes, cancel);
            await TellAsync(db, user, AuditAction.RecoveryCodesRenewed, cancel);
            return new FactorChange.CodesRenewed(codes);
        }, cancel);
    }

    /// <summary>Takes the second factor away. A password that was allowed to be short because of it has to be replaced first.</summary>
    public async Task<FactorChange> RemoveAsync(UserId user, string presented, string code, CancellationToken cancel)
    {
        if (!await password.IsAsync(user, presented, cancel))
        {
            return new FactorChange.ProofWrong();
        }

        if (Passwords.Judge(presented, hasSecondFactor: false).Contains(PasswordFault.TooShort))
        {
            return new FactorChange.PasswordTooShort();
        }

        var token = sessions.NewToken();
        return await database.WriteAsync<FactorChange>(CurrentAccount.Everyone, async db =>
        {
            if (!await UseAsync(db, user, code, cancel))
            {
                return await HasAsync(db, user, cancel) ? new FactorChange.ProofWrong() : new FactorChange.NoFactor();
            }

            await db.Set<RecoveryCode>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
            await db.Set<SecondFactor>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
            await Sessions.EndAllAsync(db, user, cancel);
            await sessions.BeginAsync(db, user, token, cancel);
            await TellAsync(db, user, AuditAction.FactorRemoved, cancel);
            return new FactorChange.Removed(token);
        }, cancel);
    }

    internal static Task<bool> HasAsync(DigitizeDb db, UserId user, CancellationToken cancel) =>
        db.Set<SecondFactor>().AnyAsync(row => row.UserId == user && row.ConfirmedAt != null, cancel);

    /// <summary>Takes a code of the app or a recovery code, for good: it opens nothing a second time, not even when both come at once.</summary>
    internal async Task<bool> UseAsync(DigitizeDb db, UserId user, string code, CancellationToken cancel)
    {
        var factor = await db.Set<SecondFactor>().AsNoTracking().SingleOrDefaultAsync(row => row.UserId == user && row.ConfirmedAt != null, cancel);
        if (factor is null)
        {
            return false;
        }

        var now = time.GetUtcNow();
        using var secrets = SecretsOf(factor);
        var plain = code.Replace(" ", "", StringComparison.Ordinal);
        if (TimeCodes.FindStep(secrets.Authenticator, plain, now, factor.LastStep) is { } step)
        {
            return await db.Set<SecondFactor>().Where(row => row.UserId == user && (row.LastStep == null || row.LastStep < step))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastStep, step), cancel) == 1;
        }

        var mac = secrets.MacOf(plain);
        return await db.Set<RecoveryCode>().Where(row => row.UserId == user && row.Mac == mac && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancel) == 1;
    }

    private Task TellAsync(DigitizeDb db, UserId user, AuditAction action, CancellationToken cancel) =>
        audit.AppendOfPersonAsync(db, user, AuditEvent.Of(Actor.User(user), action, user), cancel);

    private FactorSecrets SecretsOf(SecondFactor factor) => FactorSecrets.Of(seeds.Unwrap(factor.UserId, factor.WrappedSeed));

    private string[] NewCodes() => [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => FactorSecrets.NewRecoveryCode(random))];

    private static async Task ReplaceCodesAsync(DigitizeDb db, UserId user, FactorSecrets secrets, IReadOnlyList<string> codes, CancellationToken cancel)
    {
        await db.Set<RecoveryCode>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
        db.AddRange(codes.Select(code => new RecoveryCode { UserId = user, Mac = secrets.MacOf(code) }));
        await db.SaveChangesAsync(cancel);
    }
}
