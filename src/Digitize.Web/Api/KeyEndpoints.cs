using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The API keys of the caller's account.</summary>
internal static class KeyEndpoints
{
    private const int UsualDays = 90;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/keys", ListAsync).Needs(Permissions.ManageAccount).WithName("listKeys").WithSummary("The account's keys, without their secrets.");
        routes.MapPost("/api/v1/keys", IssueAsync).Needs(Permissions.ManageAccount).WithName("createKey").WithSummary("Issue a key; it is shown in this answer only.");
        routes.MapDelete("/api/v1/keys/{key}", RevokeAsync).Needs(Permissions.ManageAccount).WithName("revokeKey").WithSummary("Revoke a key, at once.");
    }

    private static async Task<IResult> ListAsync(ApiKeys keys, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok((await keys.ListAsync(Callers.AccountOf(context), cancel)).Select(KeyAnswer.Of).ToArray());

    internal static async Task<IResult> IssueAsync(KeyRequest request, ApiKeys keys, HttpContext context, CancellationToken cancel)
    {
        if (request.Scopes is null || Grants.TryParseScopes(request.Scopes) is not { } granted)
        {
            return new Problem(ProblemTypes.BadRequest, $"scopes is a list of {string.Join(", ", Grants.ScopeNames)}.");
        }

        if (request.Days is < 1 or > 366)
        {
            return new Problem(ProblemTypes.BadRequest, "days lies between 1 and 366.");
        }

        if (!Callers.Of(context)!.May(granted))
        {
            return new Problem(ProblemTypes.Forbidden, "Nobody gives away more than they have.");
        }

        var key = await keys.IssueAsync(Callers.AccountOf(context), granted, TimeSpan.FromDays(request.Days ?? UsualDays), Callers.ActorOf(context), cancel);
        return TypedResults.Created($"/api/v1/keys/{key.Id}", new NewKeyAnswer(key.Id, key.Reveal()));
    }

    internal static async Task<IResult> RevokeAsync(string key, ApiKeys keys, HttpContext context, CancellationToken cancel) =>
        await keys.RevokeAsync(Callers.AccountOf(context), key, Callers.ActorOf(context), cancel) ? TypedResults.NoContent() : new Problem(ProblemTypes.NotFound);
}
