using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// What an owner does with a document. Each change is one transaction with its place in the feed. False says that the account has no such document
/// or that its state does not allow the change; which of them, <see cref="DocumentQueries"/> tells.
/// </summary>
public sealed class DocumentChanges(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    public const int LongestTitle = 200;

    public const int MostTags = DocumentTags.MostOfOne;

    /// <summary>Null when it cannot be a title: empty, too long, or with control characters.</summary>
    public static string? CleanTitle(string? title)
    {
        var clean = title is null ? null : ComposedText.Of(title.Trim());
        return clean is { Length: > 0 and <= LongestTitle } && !clean.Any(char.IsControl) ? clean : null;
    }

    /// <summary>Null when there are too many or one of them cannot be a tag.</summary>
    public static IReadOnlyList<TagName>? CleanTags(IEnumerable<string?> tags) => DocumentTags.Clean(tags);

    /// <param name="title">From <see cref="CleanTitle"/>; null leaves it.</param>
    /// <param name="tags">From <see cref="CleanTags"/>, in place of those there are; null leaves them.</param>
    /// <param name="by">A new title makes a new version, where there is one already.</param>
    public Task<bool> EditAsync(AccountId account, DocumentId id, string? title, IReadOnlyList<TagName>? tags, Actor by, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var before = await db.Documents.Where(row => row.Id == id).Select(row => row.Title).SingleOrDefaultAsync(cancel);

            // Also where the title stays: whoever changes tags at the same time waits for the row.
            if (await db.Documents.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, row => title ?? row.Title), cancel) == 0)
            {
                return false;
            }

            if (title is not null)
            {
                await db.Texts.Where(row => row.DocumentId == id && row.Page == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, title), cancel);
            }

            if (title is not null && title != before)
            {
                await Versions.RetitleAsync(db, id, title, by.Maker, time.GetUtcNow());
            }

            var hasNewTags = tags is not null && await DocumentTags.SetAsync(db, account, id, tags, cancel);
            if (title is not null || hasNewTags)
            {
                await ChangeFeed.AppendAsync(db, account, id, ChangeKind.Edited, time.GetUtcNow());
                await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.DocumentEdited, id).With(("changed", (title, hasNewTags) switch { (null, _) => "tags", (_, false) => "title", _ => "title, tags" })), cancel);
            }

            return true;
        }, cancel);
}
