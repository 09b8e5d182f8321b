using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Privacy;

/// <summary>What an operator asks for.</summary>
/// <param name="Document">Null for all documents of the account.</param>
public sealed record ReleaseWish(AccountId Account, DocumentId? Document, string Reason, string Ticket, TimeSpan Life);

/// <summary>What became of a wish. The constructor is private: these are all there are.</summary>
public abstract record NewRelease
{
    private NewRelease()
    {
    }

    public sealed record Opened(Release Release) : NewRelease;

    /// <summary>There is no such account, or it has no such document.</summary>
    public sealed record NoSuchThing : NewRelease;

    /// <summary>Reason or ticket is missing or too long, or the time is not between a minute and <see cref="Release.Longest"/>.</summary>
    public sealed record Unusable : NewRelease;
}

/// <summary>Opens releases, finds them, and ends them. Opening and ending are told in the customer's chain and in that of the installation.</summary>
public sealed class Releases(DigitizeDatabase database, AuditLog log, TimeProvider time)
{
    public const int LongestList = 200;

    public async Task<NewRelease> OpenAsync(UserId by, ReleaseWish wish, CancellationToken cancel)
    {
        if (Clean(wish.Reason) is not { } reason || Clean(wish.Ticket) is not { } ticket || wish.Life < TimeSpan.FromMinutes(1) || wish.Life > Release.Longest)
        {
            return new NewRelease.Unusable();
        }

        var now = time.GetUtcNow();
        var release = new Release
        {
            Id = ReleaseId.New(time),
            AccountId = wish.Account,
            DocumentId = wish.Document,
            OperatorId = by,
            Reason = reason,
            Ticket = ticket,
            CreatedAt = now,
            EndsAt = now + wish.Life,
        };
        return await database.WriteAsync<NewRelease>(CurrentAccount.Everyone, async db =>
        {
            var isThere = wish.Document is { } document
                ? await db.AllDocuments.AnyAsync(row => row.Id == document && row.AccountId == wish.Account, cancel)
                : await db.Accounts.AnyAsync(row => row.Id == wish.Account, cancel);
            if (!isThere)
            {
                return new NewRelease.NoSuchThing();
            }

            db.Add(release);
            await db.SaveChangesAsync(cancel);
            await TellAsync(db, release, Actor.Operator(by), AuditAction.ReleaseOpened, cancel);
            return new NewRelease.Opened(release);
        }, cancel);
    }

    /// <summary>The latest first.</summary>
    /// <param name="account">Null for those of all accounts.</param>
    public async Task<IReadOnlyList<Release>> ListAsync(AccountId? account, CancellationToken cancel)
    {
        await using var db = database.Open(account is { } scope ? CurrentAccount.Of(scope) : CurrentAccount.Everyone);
        return await db.Set<Release>().Where(row => account == null || row.AccountId == account).OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id).Take(LongestList).ToListAsync(cancel);
    }

    /// <summary>Null when it has ended, or never opened anything for this operator.</summary>
    public async Task<Release?> FindOpenAsync(ReleaseId id, UserId by, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var release = await db.Set<Release>().SingleOrDefaultAsync(row => row.Id == id && row.OperatorId == by, cancel);
        return release?.IsOpen(time.GetUtcNow()) == true ? release : null;
    }

    /// <summary>Ends it at once; one that has ended stays so.</summary>
    /// <param name="account">Whose it must be; null for an operator, who may end any.</param>
    /// <returns>False when there is none.</returns>
    public Task<bool> EndAsync(Actor by, AccountId? account, ReleaseId id, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            var (now, named) = (time.GetUtcNow(), db.Set<Release>().AsNoTracking().Where(row => row.Id == id && (account == null || row.AccountId == account)));
            if (await named.SingleOrDefaultAsync(cancel) is not { } release)
            {
                return false;
            }

            if (await named.Where(row => row.EndedAt == null && row.EndsAt > now).ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancel) == 1)
            {
                await TellAsync(db, release, by, AuditAction.ReleaseEnded, cancel);
            }

            return true;
        }, cancel);

    private async Task TellAsync(DigitizeDb db, Release release, Actor by, AuditAction action, CancellationToken cancel)
    {
        var told = new AuditEvent(by, action) { ObjectKind = AuditObject.Release, ObjectId = release.Id.ToString() }.With(
            [.. release.Why, ("account", release.AccountId.ToString()), ("document", release.DocumentId?.ToString() ?? "all"), ("until", release.EndsAt.ToString("O", CultureInfo.InvariantCulture))]);
        await log.AppendAsync(db, release.AccountId, told, cancel);
        await log.AppendAsync(db, null, told, cancel);
    }

    /// <summary>Null when nobody could make anything of it.</summary>
    private static string? Clean(string? text)
    {
        var trimmed = text?.Trim().Normalize() ?? "";
        return trimmed.Length is > 0 and <= Release.LongestText && !trimmed.Any(char.IsControl) ? trimmed : null;
    }
}
