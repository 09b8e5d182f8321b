using System.Globalization;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Sharing;

/// <summary>What somebody wants a link to be.</summary>
/// <param name="Password">Null for none.</param>
public sealed record ShareWish(TimeSpan Life, int Fetches, string? Password);

/// <summary>What became of a wish. The constructor is private: these are all there are.</summary>
public abstract record NewShareLink
{
    private NewShareLink()
    {
    }

    /// <param name="Token">What the link ends in. It is not kept and cannot be told again.</param>
    public sealed record Made(ShareLink Link, string Token) : NewShareLink;

    /// <summary>It has not been read yet, lies in the trash, is restricted, or is not there.</summary>
    public sealed record NotShown : NewShareLink;

    public sealed record TooMany : NewShareLink;

    /// <summary>The password is among the first that anybody tries.</summary>
    public sealed record WeakPassword : NewShareLink;

    /// <param name="Sentence">What is wrong with the wish, for people.</param>
    public sealed record Unusable(string Sentence) : NewShareLink;
}

/// <summary>Links to documents, as the account sees them: made, listed, withdrawn.</summary>
public sealed class ShareLinks(DigitizeDatabase database, Passwords passwords, AuditLog audit, TimeProvider time, RandomNumberGenerator random)
{
    /// <summary>A link that has ended is listed for as long, so that its sender sees how often it was used.</summary>
    private static readonly TimeSpan ListedAfterEnd = TimeSpan.FromDays(30);

    public async Task<NewShareLink> MakeAsync(AccountId account, DocumentId document, ShareWish wish, Actor by, CancellationToken cancel)
    {
        if (Fault(wish) is { } fault)
        {
            return new NewShareLink.Unusable(fault);
        }

        if (wish.Password is { } typed && CommonPasswords.Holds(typed))
        {
            return new NewShareLink.WeakPassword();
        }

        var (now, token) = (time.GetUtcNow(), Session.NewToken(random));
        var link = new ShareLink
        {
            Id = ShareLinkId.New(time),
            AccountId = account,
            DocumentId = document,
            TokenSha256 = Session.Hash(token),
            PasswordHash = wish.Password is { } password ? passwords.Hash(password) : null,
            CreatedBy = by.Name,
            CreatedAt = now,
            ExpiresAt = now + wish.Life,
            MostFetches = wish.Fetches,
        };
        return await database.WriteAsync<NewShareLink>(CurrentAccount.Of(account), async db =>
        {
            if (!await db.Documents.AnyAsync(row => row.Id == document && row.CurrentVersion != null, cancel))
            {
                return new NewShareLink.NotShown();
            }

            if (await db.ShareLinks.Where(row => row.DocumentId == document).ThatOpen(db, now).CountAsync(cancel) >= ShareLink.MostAtOnce)
            {
                return new NewShareLink.TooMany();
            }

            var old = now - ListedAfterEnd;
            await db.ShareLinks.Where(row => row.ExpiresAt < old).ExecuteDeleteAsync(cancel);
            db.Add(link);
            await db.SaveChangesAsync(cancel);
            await audit.AppendAsync(db, account, Told(by, AuditAction.ShareLinkMade, link).With(
                ("until", link.ExpiresAt.ToString("O", CultureInfo.InvariantCulture)), ("fetches", link.MostFetches.ToString(CultureInfo.InvariantCulture)), ("password", link.PasswordHash is null ? "no" : "yes")), cancel);
            return new NewShareLink.Made(link, token);
        }, cancel);
    }

    /// <summary>Newest first, also those that have ended in the last days.</summary>
    public async Task<IReadOnlyList<ShareLink>> ListAsync(AccountId account, DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Of(account));
        return await db.ShareLinks.Where(row => row.DocumentId == document).OrderByDescending(row => row.Id).ToListAsync(cancel);
    }

    /// <summary>It opens nothing from now on; one that was withdrawn stays so.</summary>
    /// <returns>False when the document has no such link.</returns>
    public Task<bool> WithdrawAsync(AccountId account, DocumentId document, ShareLinkId id, Actor by, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var named = db.ShareLinks.AsNoTracking().Where(row => row.Id == id && row.DocumentId == document);
            if (await named.SingleOrDefaultAsync(cancel) is not { } link)
            {
                return false;
            }

            var now = time.GetUtcNow();
            if (await named.Where(row => row.WithdrawnAt == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.WithdrawnAt, now), cancel) == 1)
            {
                await audit.AppendAsync(db, account, Told(by, AuditAction.ShareLinkWithdrawn, link), cancel);
            }

            return true;
        }, cancel);

    internal static AuditEvent Told(Actor by, AuditAction action, ShareLink link) => AuditEvent.Of(by, action, link.DocumentId) with { Reason = link.Reason };

    private static string? Fault(ShareWish wish) => wish switch
    {
        _ when wish.Life < TimeSpan.FromMinutes(1) || wish.Life > ShareLink.LongestLife => $"A link lasts for 1 to {ShareLink.LongestLife.TotalDays} days.",
        { Fetches: < 1 or > ShareLink.MostFetchesOfAll } => $"A link opens 1 to {ShareLink.MostFetchesOfAll} times.",
        { Password.Length: < ShareLink.ShortestPassword or > Passwords.LongestLength } => $"The password of a link has {ShareLink.ShortestPassword} to {Passwords.LongestLength} characters.",
        _ => null,
    };
}
