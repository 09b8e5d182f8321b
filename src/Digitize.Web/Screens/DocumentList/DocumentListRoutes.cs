using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.DocumentList;

/// <summary>The lists of documents, and the parts of them that change while somebody looks.</summary>
internal static class DocumentListRoutes
{
    /// <summary>Two screens full.</summary>
    private const int AtOnce = 40;

    private const int MostTags = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var reading = routes.MapGroup("").Needs(Permissions.ReadDocuments);
        reading.MapGet("/documents", ShowAsync).IsScreen();
        reading.MapGet("/trash", ShowTrashAsync).IsScreen();
        reading.MapGet("/documents/rows", RowsAsync).ExcludeFromDescription();
        reading.MapGet("/documents/{id}/row", RowAsync).ExcludeFromDescription();
        reading.MapGet("/documents/counts", async (DocumentShelves shelves, CancellationToken cancel) => TypedResults.Ok(await shelves.CountAsync(cancel))).ExcludeFromDescription();
    }

    private static async Task<IResult> ShowAsync(string? show, string? order, string? tag, string? query, Lists lists, DocumentQueries documents, DocumentShelves shelves, DocumentTrash trash, HttpContext context, CancellationToken cancel)
    {
        var view = ListView.Of(ListView.ShelfOf(show), order, tag, query);
        return Screen.Of<DocumentListScreen>(
            (nameof(DocumentListScreen.View), view),
            (nameof(DocumentListScreen.Listed), await lists.LookAsync(view, null, AtOnce, context, cancel)),
            (nameof(DocumentListScreen.Counts), await shelves.CountAsync(cancel)),
            (nameof(DocumentListScreen.Tags), await documents.AllTagsAsync(null, MostTags, cancel)),
            (nameof(DocumentListScreen.KeptDays), (int)trash.KeptFor.TotalDays));
    }

    private static async Task<IResult> ShowTrashAsync(string? order, Lists lists, DocumentTrash trash, HttpContext context, CancellationToken cancel)
    {
        var view = ListView.Of(Shelf.Trash, order, null, null);
        return Screen.Of<DocumentListScreen>(
            (nameof(DocumentListScreen.View), view),
            (nameof(DocumentListScreen.Listed), await lists.LookAsync(view, null, AtOnce, context, cancel)),
            (nameof(DocumentListScreen.KeptDays), (int)trash.KeptFor.TotalDays));
    }

    private static async Task<IResult> RowsAsync(string? show, string? order, string? tag, string? query, string? after, Lists lists, HttpContext context, CancellationToken cancel)
    {
        var view = ListView.Of(ListView.ShelfOf(show), order, tag, query);
        return Screen.Of<DocumentRows>(
            (nameof(DocumentRows.View), view),
            (nameof(DocumentRows.Listed), await lists.LookAsync(view, after, AtOnce, context, cancel)),
            (nameof(DocumentRows.IsBeginning), after is null));
    }

    private static async Task<IResult> RowAsync(string id, DocumentQueries documents, CancellationToken cancel) =>
        await DocumentEndpoints.FindAsync(documents, id, cancel) is { } document
            ? Screen.Of<DocumentRow>((nameof(DocumentRow.Line), new ListedDocument(document, [.. (await documents.TagsAsync([document.Id], cancel))[document.Id]], [])))
            : new Problem(ProblemTypes.NotFound);
}

/// <summary>The lines of a list: from its shelf, or out of a search.</summary>
internal sealed class Lists(DocumentShelves shelves, DocumentQueries documents, Search search)
{
    public async Task<ListedDocuments> LookAsync(ListView view, string? after, int atOnce, HttpContext context, CancellationToken cancel)
    {
        if (view.Words is { } words)
        {
            var found = await search.FindAsync(words, view.OnShelf.Tags, atOnce, cancel);

            // Text around a hit is content: who is no owner is written down for having seen it, before it is shown.
            await Readings.RecordSnippetsAsync(context, [.. found.Where(each => each.Hits.Count > 0).Select(each => each.Document.Id)]);
            return new ListedDocuments(await LinesAsync([.. found.Select(each => (each.Document, each.Hits))], cancel), null);
        }

        var list = await shelves.ListAsync(view.OnShelf, after, atOnce, cancel);
        return new ListedDocuments(await LinesAsync([.. list.Documents.Select(row => (row, (IReadOnlyList<SearchHit>)[]))], cancel), list.Next is { } next ? view.RowsAfter(next) : null);
    }

    private async Task<IReadOnlyList<ListedDocument>> LinesAsync(IReadOnlyList<(Document Document, IReadOnlyList<SearchHit> Hits)> found, CancellationToken cancel)
    {
        var tags = await documents.TagsAsync([.. found.Select(each => each.Document.Id)], cancel);
        return [.. found.Select(each => new ListedDocument(each.Document, [.. tags[each.Document.Id]], each.Hits))];
    }
}
