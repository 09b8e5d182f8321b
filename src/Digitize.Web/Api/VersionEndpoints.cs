using System.Globalization;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The history of a document, what changes it, and going back. The original is never changed.</summary>
internal static class VersionEndpoints
{
    private const string BasedOnRule = "basedOn is the number of the version that the change is made for.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var document = routes.MapGroup("/api/v1/documents/{id}").ExplainsRestriction();
        document.MapGet("/versions", ListAsync).Needs(Permissions.ReadDocuments).Releasable().WithName("listVersions").WithSummary("All versions of a document, oldest first, with who made each, when and why.").Produces<VersionListAnswer>();
        document.MapPost("/versions/{number}/restore", RestoreAsync).Needs(Permissions.WriteDocuments).WithName("restoreVersion").WithSummary("Show an earlier version again, as a new one like it: title, pages, text and search follow. To undo a change, restore the version before it.").Produces<DocumentAnswer>();
        document.MapDelete("/versions/{number}", RemoveAsync).Needs(Permissions.WriteDocuments | Permissions.ManageAccount).WithName("removeVersion").WithSummary("Take an earlier version away for good, with all that no other version shows: its PDF, text and words. The original stays.").Produces(204);
        document.MapPost("/edits", EditPagesAsync).Needs(Permissions.WriteDocuments).WithName("editPages").WithSummary("Put pages in another order, turn them, or leave some out: pages lists those of the new version in their order, each once, with turn 0, 90, 180 or 270 degrees clockwise. Where a page has startsDocument, the pages from there on become a document of their own, and the one they were in goes as a split stack does. Nothing is read again.").Produces<DocumentAnswer>(202);
        document.MapPatch("/pages/{page}/words", CorrectAsync).Needs(Permissions.WriteDocuments).WithName("correctWords").WithSummary("Correct words of a page: word counts from 1 in the order of the page's words, empty text takes the word away, several words share its place; its own text confirms it. 200 where words are only confirmed: the version is there at once.").Produces<DocumentAnswer>(202).Produces<DocumentAnswer>();
    }

    private static async Task<IResult> ListAsync(string id, DocumentQueries documents, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var versions = await documents.VersionsAsync(document.Id, cancel);
        var planned = await documents.PlannedAsync(document.Id, cancel);
        var isWaitedFor = planned?.Failure is not null || document.State is not (DocumentState.Completed or DocumentState.Failed);
        return TypedResults.Ok(new VersionListAnswer([.. versions.Select(row => VersionAnswer.Of(row, document))], isWaitedFor ? PlannedVersionAnswer.Of(planned) : null));
    }

    private static async Task<IResult> RestoreAsync(string id, string number, DocumentQueries documents, Versions versions, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document || NumberFrom1(number) is not { } wanted)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await versions.RestoreAsync(Callers.AccountOf(context), document.Id, wanted, Callers.ActorOf(context), cancel) switch
        {
            RestoreResult.Done => await ShowAsync(documents, document.Id, isWork: false, cancel),
            RestoreResult.NoSuchVersion => new Problem(ProblemTypes.NotFound),
            RestoreResult.WordsNotKept => new Problem(ProblemTypes.WrongState, "This version is from before versions kept the words of their pages; its PDF can be had."),
            _ => new Problem(ProblemTypes.WrongState, $"The document is {document.State}; what is finished or failed can go back."),
        };
    }

    private static async Task<IResult> RemoveAsync(string id, string number, DocumentQueries documents, VersionRemoval removal, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document || NumberFrom1(number) is not { } wanted)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await removal.RemoveAsync(Callers.AccountOf(context), document.Id, wanted, Callers.ActorOf(context), cancel) switch
        {
            RemovalResult.Done => TypedResults.NoContent(),
            RemovalResult.NoSuchVersion => new Problem(ProblemTypes.NotFound),
            RemovalResult.OnHold => new Problem(ProblemTypes.OnHold),
            RemovalResult.IsShown => new Problem(ProblemTypes.WrongState, "This version is the one that is shown."),
            _ => new Problem(ProblemTypes.WrongState, $"The document is {document.State}; versions of what is finished or failed can be removed."),
        };
    }

    private static async Task<IResult> EditPagesAsync(string id, PagesEdit edit, DocumentQueries documents, VersionEdits edits, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (edit is not { BasedOn: { } basedOn, Pages: { } pages })
        {
            return new Problem(ProblemTypes.BadRequest, BasedOnRule + " pages lists the pages of the new version.");
        }

        if (pages.Any(page => page is not { Page: >= 1, Turn: null or 0 or 90 or 180 or 270 }))
        {
            return new Problem(ProblemTypes.BadRequest, "page counts from 1 in the version before, and turn is 0, 90, 180 or 270.");
        }

        var changed = new VersionEdit([.. pages.Select(page => new EditedPage(new PageNumber(page!.Page!.Value), (QuarterTurn)(page.Turn ?? 0)) { StartsDocument = page.StartsDocument ?? false })]);
        return await AnswerAsync(await edits.EditPagesAsync(Callers.AccountOf(context), document.Id, basedOn, changed, Callers.ActorOf(context), cancel), documents, document.Id, basedOn, cancel);
    }

    private static async Task<IResult> CorrectAsync(string id, string page, WordsEdit edit, DocumentQueries documents, VersionEdits edits, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document || NumberFrom1(page) is not { } number)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (edit is not { BasedOn: { } basedOn, Words: { Count: > 0 } words } || words.Any(word => word is not { Word: not null, Text: not null }) || words.DistinctBy(word => word!.Word).Count() < words.Count)
        {
            return new Problem(ProblemTypes.BadRequest, BasedOnRule + " words lists at least one word with its text, each once.");
        }

        var texts = words.ToDictionary(word => word!.Word!.Value, word => word!.Text!);
        return await AnswerAsync(await edits.CorrectAsync(Callers.AccountOf(context), document.Id, basedOn, new PageNumber(number), texts, Callers.ActorOf(context), cancel), documents, document.Id, basedOn, cancel);
    }

    private static async Task<IResult> AnswerAsync(EditResult result, DocumentQueries documents, DocumentId id, int basedOn, CancellationToken cancel)
    {
        switch (result)
        {
            case EditResult.Done:
                return await ShowAsync(documents, id, isWork: false, cancel);
            case EditResult.Started:
                return await ShowAsync(documents, id, isWork: true, cancel);
            case EditResult.OnHold:
                return new Problem(ProblemTypes.OnHold);
            case EditResult.Refused refused:
                return new Problem(ProblemTypes.BadRequest, refused.Sentence);
            default:
                var document = await documents.FindWithTrashAsync(id, cancel);
                return document switch
                {
                    null => new Problem(ProblemTypes.NotFound),
                    { State: DocumentState.Completed, CurrentVersion: var shown } when shown != basedOn => new Problem(ProblemTypes.OtherVersion, $"Version {shown} is shown, and the change was made for version {basedOn}."),
                    _ => new Problem(ProblemTypes.WrongState, $"The document is {document.State}; what is finished can be changed."),
                };
        }
    }

    private static async Task<IResult> ShowAsync(DocumentQueries documents, DocumentId id, bool isWork, CancellationToken cancel)
    {
        if (await documents.FindWithTrashAsync(id, cancel) is not { } row)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var answer = await DocumentEndpoints.AnswerAsync(documents, row, cancel);
        return isWork ? TypedResults.Accepted($"/api/v1/documents/{row.Id}", answer) : TypedResults.Ok(answer);
    }

    /// <summary>Null for what is no number from 1.</summary>
    private static int? NumberFrom1(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}
