using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Api;

/// <summary>Restricting a document, and what restricted documents are answered with: to owners that they are there, to everybody else that they are not.</summary>
internal static class RestrictionEndpoints
{
    public static readonly string Rule = $"reason has 1 to {LegalHold.LongestReason} printed characters.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var restriction = routes.MapGroup("/api/v1/documents/{id}/restriction").Needs(Permissions.ManageAccount | Permissions.WriteDocuments);
        restriction.MapPost("", BeginAsync).WithName("restrictDocument").WithSummary("Keep a document and do nothing else with it: it is not processed, found, shown or deleted until the restriction is lifted.").Produces<DocumentAnswer>();
        restriction.MapDelete("", LiftAsync).WithName("liftRestriction").WithSummary("Lift the restriction of a document; work on it goes on.").Produces<DocumentAnswer>();
    }

    /// <summary>An owner who would be told that there is nothing is told why, where a restriction is the reason.</summary>
    public static TBuilder ExplainsRestriction<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AddEndpointFilter(ExplainAsync);

    private static async ValueTask<object?> ExplainAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var (answer, context) = (await next(invocation), invocation.HttpContext);
        return answer is Problem { Type: var type } && type == ProblemTypes.NotFound && MaySee(context)
            && DocumentId.TryParse(context.GetRouteValue("id") as string) is { } id
            && await context.RequestServices.GetRequiredService<DocumentQueries>().FindWithRestrictedAsync(id, context.RequestAborted) is { RestrictedAt: not null }
            ? new Problem(ProblemTypes.Restricted) : answer;
    }

    public static bool MaySee(HttpContext context) => Callers.Of(context)?.May(Permissions.ManageAccount) is true;

    /// <summary>For what owners have of a restricted document as well.</summary>
    public static async Task<Document?> FindAsync(DocumentQueries documents, string id, HttpContext context, CancellationToken cancel) =>
        !MaySee(context) ? await DocumentEndpoints.FindAsync(documents, id, cancel)
            : DocumentId.TryParse(id) is { } parsed ? await documents.FindWithRestrictedAsync(parsed, cancel) : null;

    private static async Task<IResult> BeginAsync(string id, ReasonRequest request, DocumentQueries documents, Restriction restriction, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (LegalHolds.CleanReason(request.Reason) is not { } reason)
        {
            return new Problem(ProblemTypes.BadRequest, Rule);
        }

        // Twice is as good as once; the first reason stays.
        await restriction.BeginAsync(document.AccountId, document.Id, reason, Callers.ActorOf(context), cancel);
        return await ShowAsync(documents, document.Id, cancel);
    }

    private static async Task<IResult> LiftAsync(string id, DocumentQueries documents, Restriction restriction, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        await restriction.LiftAsync(document.AccountId, document.Id, Callers.ActorOf(context), cancel);
        return await ShowAsync(documents, document.Id, cancel);
    }

    private static async Task<IResult> ShowAsync(DocumentQueries documents, DocumentId id, CancellationToken cancel) =>
        await documents.FindWithRestrictedAsync(id, cancel) is { } document ? TypedResults.Ok(await DocumentEndpoints.AnswerAsync(documents, document, cancel)) : new Problem(ProblemTypes.NotFound);
}
