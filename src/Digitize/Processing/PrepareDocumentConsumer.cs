using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using MassTransit;

namespace Digitize.Processing;

/// <summary>Counts the pages of a document and asks for each to be read; a stack that is to be split becomes several documents instead.</summary>
internal sealed class PrepareDocumentConsumer(
    WorkRounds rounds, DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, StackCutting cutting, StackSplitting splitting, SourceFiles sources, WorkItems items,
    TimeProvider time) : IConsumer<PrepareDocument>
{
    public Task Consume(ConsumeContext<PrepareDocument> context) => rounds.RunAsync(new WorkItemId(context.Message.WorkItemId), PrepareAsync);

    private async Task PrepareAsync(WorkClaim claim, CancellationToken cancel)
    {
        using var document = await documents.OpenAsync(claim, cancel);
        var found = await runner.InspectAsync(document.SourcePath, document.Options, cancel);
        switch (await IsHeldAsync(document.Row, cancel) ? new StackCut.Whole(SplitProblem.OnHold) : await cutting.CutAsync(claim, document, found, cancel))
        {
            case StackCut.Parts parts:
                await splitting.SplitAsync(claim, document.Row, found, parts.Files, cancel);
                sources.Forget(claim.Document);
                break;
            case StackCut.Whole whole:
                await database.WriteAsync(CurrentAccount.Everyone, db => StartAsync(db, claim, found, whole.Problem), cancel);
                break;
        }
    }

    /// <summary>A stack gives way to its parts, which is a deletion: a hold stops it. It is read as one document.</summary>
    private async Task<bool> IsHeldAsync(Document stack, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return stack.Split != SplitMode.None && await HoldQueries.LieOnAsync(db, stack.AccountId, stack.Id, cancel);
    }

    private async Task StartAsync(DigitizeDb db, WorkClaim claim, Inspection found, SplitProblem? problem)
    {
        var now = time.GetUtcNow();
        if (!await WorkItems.SettleAsync(db, claim, now))
        {
            throw new StaleClaimException();
        }

        await items.AddAsync(db, WorkKind.Page, claim.Account, claim.Document, claim.Reading, [.. found.Pages.Where(page => page.Failure is null).Select(page => page.Number)]);
        if (!await Transitions.StartRecognizingAsync(db, claim.Account, claim.Document, claim.Reading, found, problem, now))
        {
            throw new StaleClaimException();
        }
    }
}
