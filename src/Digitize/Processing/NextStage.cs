using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// What a worker goes on with: the next stage of the same document, because its file lies open here and the child that serves it is warm. A letter of one page passes through all stages
/// so, with one hint and one child. Of the pages of a longer one only the first is taken; the others go to whoever is free.
/// </summary>
internal sealed class NextStage(DigitizeDatabase database, WorkItems items)
{
    /// <summary>Null when there is none, or another worker was faster.</summary>
    internal async Task<WorkClaim?> ClaimAsync(WorkClaim done)
    {
        if (After(done.Kind) is not { } kind)
        {
            return null;
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        var next = await db.WorkItems.Where(row => row.DocumentId == done.Document && row.Reading == done.Reading && row.Kind == kind && row.State == WorkState.Ready)
            .OrderBy(row => row.Page).Select(row => (WorkItemId?)row.Id).FirstOrDefaultAsync();
        return next is { } id ? await items.ClaimAsync(id, CancellationToken.None) : null;
    }

    private static WorkKind? After(WorkKind done) => done switch
    {
        WorkKind.Prepare => WorkKind.Page,
        WorkKind.Page => WorkKind.Assemble,
        _ => null,
    };
}
