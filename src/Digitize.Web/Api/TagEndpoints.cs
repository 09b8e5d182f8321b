using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>A tag of the account. <see cref="Documents"/> outside the trash have it.</summary>
public sealed record TagAnswer(string Name, int Documents);

/// <summary>Tags in their order. <see cref="Next"/> is what to go on after; null at the end.</summary>
public sealed record TagListAnswer(IReadOnlyList<TagAnswer> Tags, string? Next);

/// <summary>The tags of the caller's account, and what requests say of tags.</summary>
internal static class TagEndpoints
{
    /// <summary>More in one question are no search any more.</summary>
    private const int MostAskedFor = 10;

    public static readonly string Rule = $"A document has at most {DocumentChanges.MostTags} tags, of 1 to {TagName.MostCharacters} printed characters each.";

    private const int MostAtOnce = 500;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/tags", ListAsync).Needs(Permissions.ReadDocuments).WithName("listTags").WithSummary("The tags of the account, and how many documents have each.").Produces<TagListAnswer>();

    /// <returns>The tags that documents must have, each once, or why not.</returns>
    public static (IReadOnlyList<TagName> Tags, Problem? No) Read(string[]? asked)
    {
        return asked is null ? ([], null)
            : asked.Length <= MostAskedFor && DocumentChanges.CleanTags(asked) is { } tags ? (tags, null)
            : ([], new Problem(ProblemTypes.BadRequest, $"tag is a tag, and there are at most {MostAskedFor}."));
    }

    private static async Task<IResult> ListAsync(DocumentQueries documents, string? after, int? limit, CancellationToken cancel)
    {
        if (limit is < 1 or > MostAtOnce)
        {
            return new Problem(ProblemTypes.BadRequest, $"limit lies between 1 and {MostAtOnce}.");
        }

        var behind = TagName.TryParse(after);
        if (after is not null && behind is null)
        {
            return new Problem(ProblemTypes.BadRequest, "after is the next of an earlier list.");
        }

        var most = limit ?? MostAtOnce;
        var found = await documents.AllTagsAsync(behind, most + 1, cancel);
        var shown = found.Take(most).Select(tag => new TagAnswer(tag.Name, tag.Documents)).ToList();
        return TypedResults.Ok(new TagListAnswer(shown, found.Count > most ? shown[^1].Name : null));
    }
}
