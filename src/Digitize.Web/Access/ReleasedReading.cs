using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Access;

/// <summary>An operation that an operator may use while a release lasts: it reads, and changes nothing.</summary>
internal sealed record Releasable;

internal static class ReleasableEndpoints
{
    public static TBuilder Releasable<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new Releasable());
}

/// <summary>
/// The one way of an operator to what customers have: <c>?release=ID</c> at an operation that reads. In the address and not in a header, because pictures and downloads are fetched by browsers from an address; the id opens nothing without the
/// session of the operator who asked for it. For the one request the operator becomes a reader of the account.
/// </summary>
internal sealed class ReleasedReading(Releases releases)
{
    public const string Parameter = "release";

    /// <returns>The caller as a reader of the account; null where there is no release that fits, and everything stays as it is.</returns>
    public async Task<Caller?> LetInAsync(HttpContext context, RouteEndpoint endpoint, Caller caller, CancellationToken cancel)
    {
        if (endpoint.Metadata.GetMetadata<Releasable>() is null || caller.User is not { } person || !caller.May(Permissions.OpenReleases)
            || context.Request.Query[Parameter] is not [{ } asked] || ReleaseId.TryParse(asked) is not { } id
            || await releases.FindOpenAsync(id, person, cancel) is not { } release || !Covers(release, context))
        {
            return null;
        }

        Callers.Remember(context, release);
        return caller with { Account = release.AccountId, Granted = Permissions.ReadDocuments };
    }

    /// <summary>A release of one document opens no list, and no other document.</summary>
    private static bool Covers(Release release, HttpContext context) =>
        release.DocumentId is not { } only || DocumentId.TryParse(context.GetRouteValue("id") as string) == only;
}
