using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Legal holds of the caller's account.</summary>
internal static class HoldEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var holds = routes.MapGroup("/api/v1/holds").Needs(Permissions.ManageAccount);
        holds.MapGet("", ListAsync).WithName("listHolds").WithSummary("The legal holds of the account, the newest first, or those of one document; released ones are in the list.").Produces<HoldAnswer[]>();
        holds.MapPost("", PlaceAsync).WithName("placeHold").WithSummary("Stop every deletion of one document, or without one of all documents of the account.").Produces<HoldAnswer>(201);
        holds.MapDelete("/{hold}", ReleaseAsync).WithName("releaseHold").WithSummary("Release a hold; the record of it stays.").Produces<HoldAnswer>();
    }

    private static async Task<IResult> ListAsync(LegalHolds holds, HttpContext context, CancellationToken cancel, Guid? document = null) =>
        TypedResults.Ok((await holds.ListAsync(Callers.AccountOf(context), document is { } id ? new DocumentId(id) : null, cancel)).Select(HoldAnswer.Of).ToArray());

    internal static async Task<IResult> PlaceAsync(HoldRequest request, LegalHolds holds, HttpContext context, CancellationToken cancel)
    {
        if (LegalHolds.CleanReason(request.Reason) is not { } reason)
        {
            return new Problem(ProblemTypes.BadRequest, RestrictionEndpoints.Rule);
        }

        DocumentId? document = request.Document is { } id ? new DocumentId(id) : null;
        return await holds.PlaceAsync(Callers.AccountOf(context), document, reason, Callers.ActorOf(context), cancel) is { } hold
            ? TypedResults.Created($"/api/v1/holds/{hold.Id}", HoldAnswer.Of(hold))
            : new Problem(ProblemTypes.NotFound);
    }

    internal static async Task<IResult> ReleaseAsync(string hold, LegalHolds holds, HttpContext context, CancellationToken cancel) =>
        LegalHoldId.TryParse(hold) is { } id && await holds.ReleaseAsync(Callers.AccountOf(context), id, Callers.ActorOf(context), cancel) is { } released
            ? TypedResults.Ok(HoldAnswer.Of(released))
            : new Problem(ProblemTypes.NotFound);
}
