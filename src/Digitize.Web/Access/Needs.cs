using Digitize.Accounts;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Access;

/// <summary>What an operation asks of its caller. An operation without one of these is never run.</summary>
/// <param name="Permissions">Null lets strangers in.</param>
internal sealed record Needs(Permissions? Permissions);

internal static class NeedsOfEndpoints
{
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Permissions permissions)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(permissions));

    /// <summary>Any caller with a credential.</summary>
    public static TBuilder NeedsCaller<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs(Permissions.None));

    public static TBuilder OpenToStrangers<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Needs((Permissions?)null));

    /// <summary>A form that only our own pages send, with or without a session.</summary>
    public static RouteHandlerBuilder FromOwnPages(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter((invocation, next) =>
        Callers.SaysOwnPages(invocation.HttpContext.Request) ? next(invocation) : ValueTask.FromResult<object?>(new Problem(ProblemTypes.ForeignOrigin)));
}
