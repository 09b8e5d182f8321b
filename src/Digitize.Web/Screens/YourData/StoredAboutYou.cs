using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Retention;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Web.Screens.YourData;

/// <summary>What is stored about the one who asks, and for owners about their account.</summary>
/// <param name="Person">Null for somebody who belongs to no account.</param>
/// <param name="Account">For owners; null for everybody else.</param>
public sealed record StoredAboutYou(Member? Person, int Sessions, int Passkeys, StoredAboutAccount? Account, BackupPromise Backups);

/// <summary>What is stored about an account, in numbers.</summary>
/// <param name="Bytes">Of the originals.</param>
/// <param name="Next">What follows from the end of the contract; null while none is agreed.</param>
public sealed record StoredAboutAccount(string Name, DateTimeOffset CreatedAt, int Documents, int InTrash, int Restricted, long Bytes, int People, int Keys, ContractEnd? End, ContractDecision? Next, RetentionOptions Times);

/// <summary>What backups promise, from how they are set.</summary>
/// <param name="Every">Between two backups; null where none is set up.</param>
/// <param name="UnreadableAfter">From when what was deleted for good cannot be read in any backup.</param>
/// <param name="GoneAfter">From when nothing of it is left.</param>
public sealed record BackupPromise(TimeSpan? Every, int KeptDays, TimeSpan UnreadableAfter, TimeSpan GoneAfter)
{
    public static BackupPromise Of(BackupOptions options, DeletionPromise promise) =>
        new(options.First is null && options.Second is null ? null : options.Every, options.MaximumDays, TimeSpan.FromDays(options.KeyDays) + options.Every, promise.InVaults);
}

/// <summary>Looks all of it up.</summary>
public sealed class StoredFacts(
    DigitizeDb db, Members members, ApiKeys keys, Sessions sessions, Passkeys passkeys, Contracts contracts, RetentionOptions times, BackupOptions backups, DeletionPromise promise, TimeProvider time)
{
    public async Task<StoredAboutYou> LookAsync(HttpContext context, CancellationToken cancel)
    {
        var (caller, user) = (Callers.Of(context)!, OwnAccountEndpoints.UserOf(context));
        var people = caller.Account is { } account ? await members.ListAsync(account, cancel) : [];
        return new StoredAboutYou(
            people.SingleOrDefault(member => member.Id == user),
            (await sessions.ListAsync(user, Callers.TokenOf(context), cancel)).Count,
            (await passkeys.ListAsync(user, cancel)).Count,
            caller is { Account: { } own } && caller.May(Permissions.ManageAccount) ? await LookAsync(own, people.Count, cancel) : null,
            BackupPromise.Of(backups, promise));
    }

    private async Task<StoredAboutAccount> LookAsync(AccountId account, int people, CancellationToken cancel)
    {
        var row = await db.Accounts.SingleAsync(each => each.Id == account, cancel);
        var end = await contracts.FindAsync(account, cancel);
        return new StoredAboutAccount(
            row.Name,
            row.CreatedAt,
            await db.AllDocuments.CountAsync(cancel),
            await db.AllDocuments.CountAsync(document => document.State == DocumentState.Trashed, cancel),
            await db.AllDocuments.CountAsync(document => document.RestrictedAt != null, cancel),
            await db.AllDocuments.SumAsync(document => document.OriginalLength, cancel),
            people,
            (await keys.ListAsync(account, cancel)).Count,
            end,
            end is null ? null : ContractPolicy.Decide(ContractFacts.Of(end, row.Name), time.GetUtcNow(), times),
            times);
    }
}
