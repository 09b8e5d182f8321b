using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The documents of the caller's account.</summary>
internal static class DocumentEndpoints
{
    private const int UsualLimit = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/documents", ListAsync).Needs(Permissions.ReadDocuments).WithName("listDocuments").WithSummary("Documents, newest first.").Produces<DocumentListAnswer>();
        routes.MapGet("/api/v1/documents/{id}", GetAsync).Needs(Permissions.ReadDocuments).WithName("getDocument").WithSummary("A document and how far it is.").Produces<DocumentDetails>();
        routes.MapPatch("/api/v1/documents/{id}", EditAsync).Needs(Permissions.WriteDocuments).WithName("editDocument").WithSummary("Change the title.").Produces<DocumentAnswer>();
        routes.MapDelete("/api/v1/documents/{id}", TrashAsync).Needs(Permissions.WriteDocuments).WithName("trashDocument").WithSummary("Put a document into the trash.").Produces<DocumentAnswer>();
        routes.MapPost("/api/v1/documents/{id}/restore", RestoreAsync).Needs(Permissions.WriteDocuments).WithName("restoreDocument").WithSummary("Take a document out of the trash.").Produces<DocumentAnswer>();
    }

    private static async Task<IResult> ListAsync(DocumentQueries documents, string? state, string? after, int? limit, CancellationToken cancel)
    {
        DocumentState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<DocumentState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsDigit(state[0]))
            {
                return new Problem(ProblemTypes.BadRequest, $"state is one of {string.Join(", ", Enum.GetNames<DocumentState>())}.");
            }

            wanted = parsed;
        }

        var cursor = DocumentCursor.TryParse(after);
        if (after is not null && cursor is null)
        {
            return new Problem(ProblemTypes.BadRequest, "after is the next of an earlier list.");
        }

        if (limit is < 1 or > DocumentQueries.MostAtOnce)
        {
            return new Problem(ProblemTypes.BadRequest, $"limit lies between 1 and {DocumentQueries.MostAtOnce}.");
        }

        var list = await documents.ListAsync(new DocumentFilter(wanted), cursor, limit ?? UsualLimit, cancel);
        return TypedResults.Ok(new DocumentListAnswer([.. list.Documents.Select(DocumentAnswer.Of)], list.Next));
    }

    private static async Task<IResult> GetAsync(string id, DocumentQueries documents, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var pages = await documents.PagesAsync(document.Id, cancel);
        return TypedResults.Ok(new DocumentDetails(DocumentAnswer.Of(document), [.. pages.Select(PageAnswer.Of)]));
    }

    private static async Task<IResult> EditAsync(string id, DocumentEdit edit, DocumentQueries documents, DocumentChanges changes, HttpContext context, CancellationToken cancel)
    {
        if (DocumentChanges.CleanTitle(edit.Title) is not { } title)
        {
            return new Problem(ProblemTypes.BadRequest, $"title has 1 to {DocumentChanges.LongestTitle} characters.");
        }

        if (DocumentId.TryParse(id) is not { } document || !await changes.RenameAsync(Callers.AccountOf(context), document, title, cancel))
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await ShowAsync(documents, document, cancel);
    }

    private static async Task<IResult> TrashAsync(string id, DocumentQueries documents, DocumentTrash trash, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        // Twice is as good as once: whoever lost the first answer asks again.
        await trash.DeleteAsync(Callers.AccountOf(context), document.Id, cancel);
        return await ShowAsync(documents, document.Id, cancel);
    }

    private static async Task<IResult> RestoreAsync(string id, DocumentQueries documents, DocumentTrash trash, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await trash.RestoreAsync(Callers.AccountOf(context), document.Id, cancel)
            ? await ShowAsync(documents, document.Id, cancel)
            : new Problem(ProblemTypes.WrongState, "The document is not in the trash.");
    }

    /// <summary>Null for what is no id, for an id that never was, and for another account's.</summary>
    internal static async Task<Document?> FindAsync(DocumentQueries documents, string id, CancellationToken cancel) =>
        DocumentId.TryParse(id) is { } parsed ? await documents.FindWithTrashAsync(parsed, cancel) : null;

    private static async Task<IResult> ShowAsync(DocumentQueries documents, DocumentId id, CancellationToken cancel) =>
        await documents.FindWithTrashAsync(id, cancel) is { } document ? TypedResults.Ok(DocumentAnswer.Of(document)) : new Problem(ProblemTypes.NotFound);
}
