using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Accounts;

/// <summary>A password issued in place of a lost one.</summary>
/// <param name="Password">To be shown once.</param>
/// <param name="RemovedFactors">There were second factors, and they are gone.</param>
public sealed record ReplacedPassword(string Password, bool RemovedFactors, bool IsDisabled)
{
    public override string ToString() => nameof(ReplacedPassword);
}

/// <summary>The way back for who has lost the password, also for the only administrator. For who holds the machine, and for nobody over HTTP.</summary>
public sealed class LostPasswords(DigitizeDatabase database, Passwords passwords, AuditLog audit)
{
    /// <summary>The new password opens nothing but its own replacement. All sessions end; second factors stay when they are not to be removed.</summary>
    /// <returns>Null when nobody has the login.</returns>
    public Task<ReplacedPassword?> IssueAsync(string login, bool withoutSecondFactors, CancellationToken cancel)
    {
        var (normal, issued) = (User.Normalize(login), passwords.Issue());
        var hash = passwords.Hash(issued);
        return database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var user = await db.Set<User>().SingleOrDefaultAsync(row => row.Login == normal, cancel);
            if (user is null)
            {
                return null;
            }

            (user.PasswordHash, user.MustReplacePassword) = (hash, true);
            await db.SaveChangesAsync(cancel);
            var removed = withoutSecondFactors ? await RemoveFactorsAsync(db, user.Id, cancel) : 0;
            await Sessions.EndAllAsync(db, user.Id, cancel);
            await audit.AppendOfPersonAsync(db, user.Id, AuditEvent.Of(Actor.OnMachine, AuditAction.PasswordIssued, user.Id), cancel);
            if (removed > 0)
            {
                await audit.AppendOfPersonAsync(db, user.Id, AuditEvent.Of(Actor.OnMachine, AuditAction.FactorRemoved, user.Id), cancel);
            }

            return new ReplacedPassword(issued, removed > 0, user.DisabledAt is not null);
        }, cancel);
    }

    private static async Task<int> RemoveFactorsAsync(DigitizeDb db, UserId user, CancellationToken cancel)
    {
        await db.Set<RecoveryCode>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
        return await db.Set<SecondFactor>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel)
            + await db.Set<Passkey>().Where(row => row.UserId == user).ExecuteDeleteAsync(cancel);
    }
}
