using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>A page to look at; <see cref="Words"/> were read with doubt. With <see cref="IsGap"/> it could not be read at all.</summary>
public sealed record PageToReviewAnswer(int Page, int Words, bool IsGap);

/// <summary>A document with its pages to look at, of the version that is shown.</summary>
public sealed record DocumentToReviewAnswer(Guid Document, string Title, int Version, IReadOnlyList<PageToReviewAnswer> Pages)
{
    internal static DocumentToReviewAnswer Of(DocumentToReview row) => new(row.Id.Value, row.Title, row.Version, [.. row.Pages.Select(page => new PageToReviewAnswer(page.Page.Value, page.Words, page.IsGap))]);
}

/// <summary>
/// What waits, the newest documents first; <see cref="Next"/> goes on where it ends. <see cref="Words"/> and <see cref="Gaps"/> are over all documents, and <see cref="DoubtfulBelow"/> is the confidence below which a word is doubtful.
/// </summary>
public sealed record ReviewAnswer(IReadOnlyList<DocumentToReviewAnswer> Documents, string? Next, int Words, int Gaps, double DoubtfulBelow);

/// <summary>What somebody should look at.</summary>
internal static class ReviewEndpoints
{
    private const int UsualLimit = 20;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/review", ListAsync).Needs(Permissions.ReadDocuments).WithName("listReview").WithSummary("Pages with words that were read with doubt and pages that could not be read, over all documents, newest first; correctWords corrects or confirms.").Produces<ReviewAnswer>();

    private static async Task<IResult> ListAsync(ReviewQueue queue, string? after, int? limit, CancellationToken cancel)
    {
        if (limit is < 1 or > DocumentQueries.MostAtOnce)
        {
            return new Problem(ProblemTypes.BadRequest, $"limit lies between 1 and {DocumentQueries.MostAtOnce}.");
        }

        if (after is not null && DocumentCursor.TryParse(after) is null)
        {
            return new Problem(ProblemTypes.BadRequest, "after is the next of an earlier list.");
        }

        var list = await queue.ListAsync(after, limit ?? UsualLimit, cancel);
        var counts = await queue.CountAsync(cancel);
        return TypedResults.Ok(new ReviewAnswer([.. list.Documents.Select(DocumentToReviewAnswer.Of)], list.Next, counts.Words, counts.Gaps, Doubt.Below));
    }
}
