using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Processing;

/// <summary>A piece of work that was claimed, and how it is done.</summary>
internal sealed record Stage(WorkClaim Claim, Func<WorkClaim, CancellationToken, Task> Work);

/// <summary>
/// What a worker goes on with: the next stage of the same document, because its file lies open here and the child that serves it is warm. A letter of one page passes through all stages
/// so, with one hint and one child. Of the pages of a longer one only the first is taken; the others go to whoever is free.
/// </summary>
/// <param name="consumers">Asked late: the consumers go through the rounds, which go on here.</param>
internal sealed class NextStage(DigitizeDatabase database, WorkItems items, IServiceProvider consumers)
{
    /// <summary>Null when there is none, or another worker was faster.</summary>
    internal async Task<Stage?> ClaimAsync(WorkClaim done)
    {
        if (After(done.Kind) is not { } kind)
        {
            return null;
        }

        await using var db = database.Open(CurrentAccount.Everyone);
        var next = await db.WorkItems.Where(row => row.DocumentId == done.Document && row.Reading == done.Reading && row.Kind == kind && row.State == WorkState.Ready)
            .OrderBy(row => row.Page).Select(row => (WorkItemId?)row.Id).FirstOrDefaultAsync();
        return next is { } id && await items.ClaimAsync(id, CancellationToken.None) is { } claim ? new Stage(claim, WorkOf(kind)) : null;
    }

    private static WorkKind? After(WorkKind done) => done switch
    {
        WorkKind.Prepare => WorkKind.Page,
        WorkKind.Page => WorkKind.Assemble,
        _ => null,
    };

    private Func<WorkClaim, CancellationToken, Task> WorkOf(WorkKind kind) =>
        kind == WorkKind.Page ? consumers.GetRequiredService<RecognizePageConsumer>().ReadAsync : consumers.GetRequiredService<AssembleDocumentConsumer>().MakeVersionAsync;
}
