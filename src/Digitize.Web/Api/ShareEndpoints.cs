using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Sharing;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>A link to be made; what is not said is 14 days, 10 fetches and no password.</summary>
public sealed record ShareRequest(int? Days, int? Fetches, string? Password);

/// <summary>A link as its account sees it. <see cref="IsOpen"/> says whether it still opens the document, as long as that is shown.</summary>
public sealed record ShareAnswer(
    Guid Id, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int MostFetches, int Fetches, DateTimeOffset? LastFetchedAt, bool HasPassword, int WrongPasswords, DateTimeOffset? WithdrawnAt, bool IsOpen)
{
    internal static ShareAnswer Of(ShareLink row, DateTimeOffset now) => new(
        row.Id.Value, row.CreatedBy, row.CreatedAt, row.ExpiresAt, row.MostFetches, row.Fetches, row.LastFetchedAt, row.PasswordHash is not null, row.WrongPasswords, row.WithdrawnAt, row.IsOpen(now));
}

/// <summary>A new link. <see cref="Link"/> is its path at this service, told this once.</summary>
public sealed record NewShareAnswer(ShareAnswer Share, string Link)
{
    /// <summary>It opens the document, and is no line for a log.</summary>
    public override string ToString() => Share.ToString();
}

/// <summary>Links that open one document without a login.</summary>
internal static class ShareEndpoints
{
    /// <summary>What strangers call.</summary>
    public const string PublicAddress = "/s";

    private const int UsualDays = 14;
    private const int UsualFetches = 10;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shares = routes.MapGroup("/api/v1/documents/{id}/shares").ExplainsRestriction();

        // Whoever makes a link can read the document by it.
        var making = shares.MapGroup("").Needs(Permissions.ReadDocuments | Permissions.WriteDocuments);
        making.MapPost("", MakeAsync).WithName("shareDocument").WithSummary("Make a link that opens the PDF without a login: for days (1 to 90), fetches (1 to 1000) and with a password if one is given. The link is told in this answer only.").Produces<NewShareAnswer>(201);
        making.MapDelete("/{share}", WithdrawAsync).WithName("withdrawShare").WithSummary("Withdraw a link: it opens nothing from now on.").Produces(204);
        shares.MapGet("", ListAsync).Needs(Permissions.ReadDocuments).WithName("listShares").WithSummary("The links to a document, newest first, with what remains of each.").Produces<ShareAnswer[]>();
    }

    private static async Task<IResult> MakeAsync(string id, ShareRequest request, DocumentQueries documents, ShareLinks links, TimeProvider time, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var wish = new ShareWish(TimeSpan.FromDays(Math.Clamp(request.Days ?? UsualDays, 0, 1000)), request.Fetches ?? UsualFetches, string.IsNullOrEmpty(request.Password) ? null : request.Password);
        return await links.MakeAsync(Callers.AccountOf(context), document.Id, wish, Callers.ActorOf(context), cancel) switch
        {
            NewShareLink.Made made => TypedResults.Created($"/api/v1/documents/{document.Id}/shares", new NewShareAnswer(ShareAnswer.Of(made.Link, time.GetUtcNow()), $"{PublicAddress}/{made.Token}")),
            NewShareLink.NotShown => new Problem(ProblemTypes.WrongState, $"The document is {document.State}; what can be shown can be shared."),
            NewShareLink.TooMany => new Problem(ProblemTypes.WrongState, $"There are {ShareLink.MostAtOnce} links to this document already; withdraw one first."),
            NewShareLink.WeakPassword => new Problem(ProblemTypes.WeakPassword, "It is among the first that anybody tries."),
            NewShareLink.Unusable unusable => new Problem(ProblemTypes.BadRequest, unusable.Sentence),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<IResult> ListAsync(string id, DocumentQueries documents, ShareLinks links, TimeProvider time, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var now = time.GetUtcNow();
        return TypedResults.Ok((await links.ListAsync(Callers.AccountOf(context), document.Id, cancel)).Select(link => ShareAnswer.Of(link, now)).ToArray());
    }

    private static async Task<IResult> WithdrawAsync(string id, string share, DocumentQueries documents, ShareLinks links, HttpContext context, CancellationToken cancel) =>
        await DocumentEndpoints.FindAsync(documents, id, cancel) is { } document && ShareLinkId.TryParse(share) is { } link && await links.WithdrawAsync(Callers.AccountOf(context), document.Id, link, Callers.ActorOf(context), cancel)
            ? TypedResults.NoContent()
            : new Problem(ProblemTypes.NotFound);
}
