using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// What an owner does with a document. Each change is one transaction with its place in the feed. False says that the account has no such document
/// or that its state does not allow the change; which of them, <see cref="DocumentQueries"/> tells.
/// </summary>
public sealed class DocumentChanges(DigitizeDatabase database, TimeProvider time)
{
    public const int LongestTitle = 200;

    /// <summary>Null when it cannot be a title: empty, too long, or with control characters.</summary>
    public static string? CleanTitle(string? title)
    {
        var clean = title?.Trim().Normalize();
        return clean is { Length: > 0 and <= LongestTitle } && !clean.Any(char.IsControl) ? clean : null;
    }

    /// <param name="title">From <see cref="CleanTitle"/>.</param>
    public Task<bool> RenameAsync(AccountId account, DocumentId id, string title, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            if (await db.Documents.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, title), cancel) == 0)
            {
                return false;
            }

            await db.Texts.Where(row => row.DocumentId == id && row.Page == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, title), cancel);
            await ChangeFeed.AppendAsync(db, account, id, ChangeKind.Edited, time.GetUtcNow());
            return true;
        }, cancel);
}
