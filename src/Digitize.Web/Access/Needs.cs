using Digitize.Accounts;
using Microsoft.AspNetCore.Builder;

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
}
