using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The types of documents of the caller's account, and how long each is kept.</summary>
internal static class TypeEndpoints
{
    public const string NoSuchType = "type is the name of one of the account's types; GET /api/v1/types lists them.";

    private static readonly string Rule = $"name has 1 to {TagName.MostCharacters} printed characters, keepMonths lies between 1 and {DocumentType.LongestMonths} or is left out.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var types = routes.MapGroup("/api/v1/types");
        types.MapGet("", ListAsync).Needs(Permissions.ReadDocuments).WithName("listTypes").WithSummary("The types of documents, and how many months each is kept.").Produces<TypeAnswer[]>();
        types.MapPost("", AddAsync).Needs(Permissions.ManageAccount).WithName("addType").WithSummary("Add a type. After keepMonths, counted from the letter's date or else from the day it came in, its documents go to the trash.").Produces<TypeAnswer>(201);
        types.MapPut("/{type}", ReplaceAsync).Needs(Permissions.ManageAccount).WithName("changeType").WithSummary("Another name or another period, from the next round of retention on.").Produces<TypeAnswer>();
        types.MapDelete("/{type}", RemoveAsync).Needs(Permissions.ManageAccount).WithName("removeType").WithSummary("Remove a type; its documents have none afterwards and are kept.");
    }

    private static async Task<IResult> ListAsync(DocumentTypes types, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok((await types.ListAsync(Callers.AccountOf(context), cancel)).Select(TypeAnswer.Of).ToArray());

    internal static async Task<IResult> AddAsync(TypeRequest request, DocumentTypes types, HttpContext context, CancellationToken cancel) =>
        Read(request) is not { } name ? new Problem(ProblemTypes.BadRequest, Rule)
            : Answer(await types.AddAsync(Callers.AccountOf(context), name, request.KeepMonths, Callers.ActorOf(context), cancel), type => TypedResults.Created($"/api/v1/types/{type.Id}", TypeAnswer.Of(type)));

    internal static async Task<IResult> ReplaceAsync(string type, TypeRequest request, DocumentTypes types, HttpContext context, CancellationToken cancel)
    {
        var account = Callers.AccountOf(context);
        if (DocumentTypeId.TryParse(type) is not { } id || (await types.ListAsync(account, cancel)).All(row => row.Id != id))
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return Read(request) is not { } name ? new Problem(ProblemTypes.BadRequest, Rule)
            : Answer(await types.ReplaceAsync(account, id, name, request.KeepMonths, Callers.ActorOf(context), cancel), changed => TypedResults.Ok(TypeAnswer.Of(changed)));
    }

    internal static async Task<IResult> RemoveAsync(string type, DocumentTypes types, HttpContext context, CancellationToken cancel) =>
        DocumentTypeId.TryParse(type) is { } id ? Answer(await types.RemoveAsync(Callers.AccountOf(context), id, Callers.ActorOf(context), cancel), _ => TypedResults.NoContent()) : new Problem(ProblemTypes.NotFound);

    /// <summary>Null when something about it cannot be.</summary>
    private static TagName? Read(TypeRequest request) => request.KeepMonths is < 1 or > DocumentType.LongestMonths ? null : TagName.TryParse(request.Name);

    private static IResult Answer(TypeChange change, Func<DocumentType, IResult> done) => change switch
    {
        TypeChange.Done made => done(made.Type),
        TypeChange.NoSuchType => new Problem(ProblemTypes.NotFound),
        TypeChange.NameTaken => new Problem(ProblemTypes.Taken),
        TypeChange.TooMany => new Problem(ProblemTypes.BadRequest, $"An account has at most {DocumentTypes.MostOfOne} types."),
        _ => throw new UnreachableException(),
    };
}
