using Digitize.Accounts;
using Digitize.Exports;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>An export. <see cref="Link"/> is there while it can be fetched: it opens the file without a credential, for a day.</summary>
public sealed record ExportAnswer(
    string Id, ExportState State, DateTimeOffset AskedAt, string AskedBy, long Documents, int Faults, long? Bytes, DateTimeOffset? ReadyAt, DateTimeOffset ExpiresAt, string? Link, DateTimeOffset? LinkUntil)
{
    internal static async Task<ExportAnswer> OfAsync(Export export, AccountExports exports, CancellationToken cancel)
    {
        var link = await exports.LinkAsync(export, cancel);
        var path = link is null ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/api/v1/exports/{export.Id}/file?until={link.Until.ToUnixTimeSeconds()}&signature={link.Signature}");
        return new ExportAnswer(export.Id.ToString(), export.State, export.AskedAt, export.AskedBy, export.Documents, export.Faults, export.Length, export.ReadyAt, export.ExpiresAt, path, link?.Until);
    }
}

/// <summary>Everything of an account as a file, for its owners.</summary>
internal static class ExportEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // A key of another system must not carry a whole account away.
        var own = routes.MapGroup("/api/v1/account/exports").Needs(Permissions.ManageAccount).AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        own.MapPost("", AskAsync).WithName("requestExport").WithSummary("Have everything of the account made into a ZIP: originals, PDFs, text, facts, versions, and the audit.").Produces<ExportAnswer>(202);
        own.MapGet("", ListAsync).WithName("listExports").WithSummary("The exports of the last days, newest first.").Produces<ExportAnswer[]>();
        own.MapGet("/{export}", ShowAsync).WithName("getExport").WithSummary("How far an export is, and the link to it.").Produces<ExportAnswer>();
        own.MapDelete("/{export}", DeleteAsync).WithName("deleteExport").WithSummary("Delete an export and its file at once.").Produces(204);
        routes.MapGet("/api/v1/exports/{export}/file", FetchAsync).OpenToStrangers().WithName("fetchExport").WithSummary("The ZIP, by the link that getExport gives.").Produces(200, contentType: "application/zip");
    }

    private static async Task<IResult> AskAsync(AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        var export = await exports.AskAsync(Callers.AccountOf(context), Callers.ActorOf(context), cancel);
        return TypedResults.Accepted($"/api/v1/account/exports/{export.Id}", await ExportAnswer.OfAsync(export, exports, cancel));
    }

    private static async Task<IResult> ListAsync(AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        var answers = new List<ExportAnswer>();
        foreach (var export in await exports.ListAsync(Callers.AccountOf(context), cancel))
        {
            answers.Add(await ExportAnswer.OfAsync(export, exports, cancel));
        }

        return TypedResults.Ok(answers.ToArray());
    }

    private static async Task<IResult> ShowAsync(string export, AccountExports exports, HttpContext context, CancellationToken cancel) =>
        ExportId.TryParse(export) is { } id && await exports.FindAsync(Callers.AccountOf(context), id, cancel) is { } found
            ? TypedResults.Ok(await ExportAnswer.OfAsync(found, exports, cancel))
            : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> DeleteAsync(string export, AccountExports exports, HttpContext context, CancellationToken cancel) =>
        ExportId.TryParse(export) is { } id && await exports.DeleteAsync(Callers.AccountOf(context), id, Callers.ActorOf(context), cancel) ? TypedResults.NoContent() : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> FetchAsync(string export, long? until, string? signature, AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        if (ExportId.TryParse(export) is not { } id || until is not { } seconds || seconds is < 0 or > 253_402_300_799 || signature is null)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var range = context.Request.GetTypedHeaders().Range?.Ranges.FirstOrDefault();
        if (await exports.OpenAsync(id, new ExportLink(DateTimeOffset.FromUnixTimeSeconds(seconds), signature), range is null or { From: 0 }, cancel) is not { } found)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.File(found.Content, "application/zip", $"digitize-{found.Export.AskedAt:yyyy-MM-dd}.zip", found.Export.ReadyAt, enableRangeProcessing: true);
    }
}
