using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>How the installation does: counts, ages and reasons. No content, no titles, no customers' names.</summary>
public sealed record OverviewFacts(
    IReadOnlyDictionary<DocumentState, int> Documents,
    IReadOnlyDictionary<WorkState, int> Work,
    TimeSpan? OldestReady,
    IReadOnlyDictionary<FailureCode, int> DeadByReason);

/// <summary>Looks at the rows for operators and health checks.</summary>
public sealed class Overview(DigitizeDatabase database, TimeProvider time)
{
    /// <summary>How long the oldest work that is due has waited; null when none waits. Work of restricted documents does not count: nobody may do it.</summary>
    public async Task<TimeSpan?> OldestReadyAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var now = await db.NowAsync(time, cancel);
        var oldest = await db.WorkItems.Where(row => row.State == WorkState.Ready && row.NotBefore <= now && !db.AllDocuments.Any(document => document.Id == row.DocumentId && document.RestrictedAt != null)).MinAsync(row => (DateTimeOffset?)row.NotBefore, cancel);
        return oldest is { } since ? now - since : null;
    }

    public async Task<OverviewFacts> LookAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var documents = await db.AllDocuments.GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        var work = await db.WorkItems.Where(row => row.State != WorkState.Done).GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        var dead = await db.WorkItems.Where(row => row.State == WorkState.Dead && row.FailureCode != null).GroupBy(row => row.FailureCode!.Value)
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(cancel);
        return new OverviewFacts(
            documents.ToDictionary(entry => entry.Key, entry => entry.Count),
            work.ToDictionary(entry => entry.Key, entry => entry.Count),
            await OldestReadyAsync(cancel),
            dead.ToDictionary(entry => entry.Key, entry => entry.Count));
    }
}
