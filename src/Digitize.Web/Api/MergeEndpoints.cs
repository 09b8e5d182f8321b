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

/// <summary>The documents that are to become one, in their order. <paramref name="BasedOn"/> names the version of each that the caller saw; <paramref name="Title"/> is that of the first when nothing is said.</summary>
public sealed record MergeRequest(IReadOnlyList<string?>? Documents, IReadOnlyList<int>? BasedOn, string? Title);

/// <summary>The document that will be there, and those that it is made of.</summary>
public sealed record MergeAnswer(Guid Id, IReadOnlyList<Guid> Documents);

/// <summary>Makes one document of several.</summary>
internal static class MergeEndpoints
{
    private static readonly string Rule = $"documents lists 2 to {DocumentMerge.MostSources} ids; basedOn, where it is there, has a version for each.";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/documents/merge", MergeAsync).Needs(Permissions.WriteDocuments).WithName("mergeDocuments")
        .WithSummary("Make one document of several that are finished: their pages in the order in which documents lists them, nothing read again, each original attached to the new one as it came. The answer names the document that will be there; until then nothing is under its address, the first of the others is assembling, and what cannot be done is told as its planned version. The others then are merged, and go after a while; restoring any of them takes the merge back.")
        .Produces<MergeAnswer>(202);

    private static async Task<IResult> MergeAsync(MergeRequest request, DocumentMerges merges, HttpContext context, CancellationToken cancel)
    {
        if (request is not { Documents: { } documents } || (request.BasedOn is { } versions && versions.Count != documents.Count))
        {
            return new Problem(ProblemTypes.BadRequest, Rule);
        }

        var title = DocumentChanges.CleanTitle(request.Title);
        if (request.Title is not null && title is null)
        {
            return new Problem(ProblemTypes.BadRequest, $"title has 1 to {DocumentChanges.LongestTitle} characters.");
        }

        var ids = documents.Select(DocumentId.TryParse).ToList();
        if (ids.Contains(null))
        {
            return new Problem(ProblemTypes.NotFound);
        }

        List<MergeWish> wishes = [.. ids.Select((id, i) => new MergeWish(id!.Value, request.BasedOn?[i]))];
        return await merges.StartAsync(Callers.AccountOf(context), wishes, title, Callers.ActorOf(context), cancel) switch
        {
            MergeResult.Started started => TypedResults.Accepted($"/api/v1/documents/{started.Document}", new MergeAnswer(started.Document.Value, [.. wishes.Select(wish => wish.Document.Value)])),
            MergeResult.Restricted when RestrictionEndpoints.MaySee(context) => new Problem(ProblemTypes.Restricted),
            MergeResult.OnHold => new Problem(ProblemTypes.OnHold),
            MergeResult.NotFinished no => new Problem(ProblemTypes.WrongState, $"The document {no.Document} is {no.State}; what is finished can be merged."),
            MergeResult.OtherVersion no => new Problem(ProblemTypes.OtherVersion, $"Of the document {no.Document} version {no.Shown} is shown."),
            MergeResult.TooManyPages no => new Problem(ProblemTypes.For(FailureCode.TooManyPages), $"Together the documents have more than {no.Most} pages."),
            MergeResult.TooLarge no => new Problem(ProblemTypes.TooLarge, $"Together the originals have more than {no.MostMegabytes} MB."),
            MergeResult.Refused no => new Problem(ProblemTypes.BadRequest, no.Sentence),
            _ => new Problem(ProblemTypes.NotFound),
        };
    }
}
