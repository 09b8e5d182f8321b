using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Sharing;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.DocumentList;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.OneDocument;

/// <summary>One document, and its panel of facts alone, which is fetched again when something has changed. Pictures and words come from the interface, which writes down who has seen them.</summary>
internal static class OneDocumentRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var reading = routes.MapGroup("/documents/{id}").Needs(Permissions.ReadDocuments).ExplainsRestriction();
        reading.MapGet("", ShowAsync).IsScreen();
        reading.MapGet("/facts", ShowFactsAsync).ExcludeFromDescription();
        routes.MapGet("/documents/{id}/history", ShowHistoryAsync).Needs(Permissions.ReadDocuments | Permissions.ManageAccount).ExplainsRestriction().IsScreen();
    }

    private static async Task<IResult> ShowAsync(string id, string? query, DocumentQueries documents, ShareLinks links, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var words = string.IsNullOrWhiteSpace(query) ? null : query[..Math.Min(query.Length, ListView.LongestSearch)];
        return Screen.Of<DocumentScreen>((nameof(DocumentScreen.Shown), await ShownDocument.LoadAsync(documents, links, document, cancel)), (nameof(DocumentScreen.Words), words));
    }

    private static async Task<IResult> ShowHistoryAsync(string id, long? before, DocumentQueries documents, AuditTrail trail, Members members, ShareLinks links, Releases releases, HttpContext context, CancellationToken cancel) =>
        await DocumentEndpoints.FindAsync(documents, id, cancel) is { } document
            ? Screen.Of<HistoryScreen>((nameof(HistoryScreen.History), await DocumentHistory.LoadAsync(document, before, trail, members, links, releases, Language.Of(context.Request), cancel)))
            : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> ShowFactsAsync(string id, DocumentQueries documents, ShareLinks links, CancellationToken cancel) =>
        await DocumentEndpoints.FindAsync(documents, id, cancel) is { } document
            ? Screen.Of<Facts>((nameof(Facts.Shown), await ShownDocument.LoadAsync(documents, links, document, cancel)))
            : new Problem(ProblemTypes.NotFound);
}
