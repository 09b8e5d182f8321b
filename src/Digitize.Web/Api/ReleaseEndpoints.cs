using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Asks to read what an account holds, or one document of it.</summary>
public sealed record ReleaseRequest(Guid? Account, Guid? Document, string? Reason, string? Ticket, int? Minutes);

/// <summary>An operator's way to what an account holds. It ends at <see cref="EndsAt"/>, or was ended before.</summary>
public sealed record ReleaseAnswer(Guid Id, Guid Account, Guid? Document, Guid Operator, string Reason, string Ticket, DateTimeOffset CreatedAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt, bool Open)
{
    internal static ReleaseAnswer Of(Release row, DateTimeOffset now) => new(
        row.Id.Value, row.AccountId.Value, row.DocumentId?.Value, row.OperatorId.Value, row.Reason, row.Ticket, row.CreatedAt, row.EndsAt, row.EndedAt, row.IsOpen(now));
}

/// <summary>Releases: operators ask for them, customers see and end them.</summary>
internal static class ReleaseEndpoints
{
    private const string OfInstallation = "/api/v1/installation/releases";
    private const string OfAccount = "/api/v1/releases";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var asking = routes.MapGroup(OfInstallation).Needs(Permissions.OpenReleases);
        asking.MapPost("", OpenAsync).WithName("openRelease").WithSummary($"Ask to read what one account holds, or one document of it, for at most {Release.Longest.TotalMinutes} minutes. While it lasts, the operations that read take ?{ReleasedReading.Parameter}=ID. The customer sees reason, ticket and each reading.").Produces<ReleaseAnswer>(201);
        asking.MapGet("", ListAllAsync).WithName("listAllReleases").WithSummary("Releases of all accounts, the latest first.").Produces<ReleaseAnswer[]>();
        asking.MapDelete("/{release}", EndAnyAsync).WithName("endAnyRelease").WithSummary("End a release, at once.");
        var own = routes.MapGroup(OfAccount).Needs(Permissions.ManageAccount);
        own.MapGet("", ListAsync).WithName("listReleases").WithSummary("Which operators could read what the account holds, when and why, the latest first.").Produces<ReleaseAnswer[]>();
        own.MapDelete("/{release}", EndAsync).WithName("endRelease").WithSummary("End a release, at once.");
    }

    private static async Task<IResult> OpenAsync(ReleaseRequest request, Releases releases, TimeProvider time, HttpContext context, CancellationToken cancel)
    {
        if (request is not { Account: { } account, Reason: { } reason, Ticket: { } ticket, Minutes: { } minutes } || Callers.Of(context) is not { User: { } person })
        {
            return Unusable();
        }

        var wish = new ReleaseWish(new AccountId(account), request.Document is { } document ? new DocumentId(document) : null, reason, ticket, TimeSpan.FromMinutes(minutes));
        return await releases.OpenAsync(person, wish, cancel) switch
        {
            NewRelease.Opened opened => TypedResults.Created($"{OfInstallation}/{opened.Release.Id}", ReleaseAnswer.Of(opened.Release, time.GetUtcNow())),
            NewRelease.NoSuchThing => new Problem(ProblemTypes.NotFound, "There is no such account, or it has no such document."),
            NewRelease.Unusable => Unusable(),
            _ => throw new UnreachableException(),
        };
    }

    private static Problem Unusable() => new(ProblemTypes.BadRequest, $"Send account, reason and ticket (1 to {Release.LongestText} characters each) and minutes from 1 to {Release.Longest.TotalMinutes}; document is optional.");

    private static async Task<IResult> ListAllAsync(Releases releases, TimeProvider time, CancellationToken cancel) => await ShowAsync(releases, null, time, cancel);

    private static async Task<IResult> ListAsync(Releases releases, TimeProvider time, HttpContext context, CancellationToken cancel) => await ShowAsync(releases, Callers.AccountOf(context), time, cancel);

    private static async Task<IResult> ShowAsync(Releases releases, AccountId? account, TimeProvider time, CancellationToken cancel) =>
        TypedResults.Ok((await releases.ListAsync(account, cancel)).Select(row => ReleaseAnswer.Of(row, time.GetUtcNow())).ToArray());

    private static Task<IResult> EndAnyAsync(string release, Releases releases, HttpContext context, CancellationToken cancel) => CloseAsync(release, releases, Callers.OperatorOf(context), null, cancel);

    private static Task<IResult> EndAsync(string release, Releases releases, HttpContext context, CancellationToken cancel) => CloseAsync(release, releases, Callers.ActorOf(context), Callers.AccountOf(context), cancel);

    private static async Task<IResult> CloseAsync(string release, Releases releases, Actor by, AccountId? account, CancellationToken cancel) =>
        ReleaseId.TryParse(release) is { } id && await releases.EndAsync(by, account, id, cancel) ? TypedResults.NoContent() : new Problem(ProblemTypes.NotFound);
}
