using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>One piece of work that was given up, and why. Ids and reasons only.</summary>
public sealed record DeadItem(AccountId Account, DocumentId Document, WorkKind Kind, PageNumber? Page, FailureCode? Reason, int Attempts, DateTimeOffset? DiedAt);

/// <summary>Work that was given up, for operators, who may send it again.</summary>
public sealed class DeadWork(DigitizeDatabase database, ReadingAgain again)
{
    public const int LongestList = 200;

    /// <summary>The latest first.</summary>
    /// <param name="reason">Null for all of them.</param>
    public async Task<IReadOnlyList<DeadItem>> ListAsync(FailureCode? reason, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var rows = await db.WorkItems.Where(row => row.State == WorkState.Dead && (reason == null || row.FailureCode == reason))
            .OrderByDescending(row => row.SettledAt).Take(LongestList).ToListAsync(cancel);
        return [.. rows.Select(row => new DeadItem(row.AccountId, row.DocumentId, row.Kind, row.Page, row.FailureCode, row.Attempts, row.SettledAt))];
    }

    /// <returns>False when no work of the document is dead, or it is being read already.</returns>
    public async Task<bool> RetryAsync(DocumentId document, Actor by, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await ReadingAgain.Dead(db).AnyAsync(row => row.DocumentId == document, cancel) && await again.StartAsync(CurrentAccount.Everyone, document, languages: null, by, cancel);
    }

    /// <summary>As after an upgrade. Returns how many documents were sent again.</summary>
    public Task<int> RetryAllAsync(FailureCode reason, Actor by, CancellationToken cancel) => again.StartAllAsync(reason, by, cancel);
}
