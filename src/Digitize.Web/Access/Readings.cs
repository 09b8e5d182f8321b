using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Access;

/// <summary>
/// Marks the operations that give out what is in a document. Who is no owner of the account is written into its audit first; when that cannot be written, nothing is given out.
/// </summary>
internal static class Readings
{
    /// <param name="kind">What is given out of the document that the path names.</param>
    public static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, AuditAction kind) => endpoint.Releasable().AddEndpointFilter(async (invocation, next) =>
    {
        var answer = await next(invocation);
        if (answer is not Problem && DocumentId.TryParse(invocation.HttpContext.GetRouteValue("id") as string) is { } document)
        {
            await RecordAsync(invocation.HttpContext, kind, [document], answer);
        }

        return answer;
    });

    /// <summary>A list is content where it shows the text around the words that were looked for.</summary>
    public static RouteHandlerBuilder ReadsSnippets(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilter(async (invocation, next) =>
    {
        var answer = await next(invocation);
        if (answer is Ok<DocumentListAnswer> { Value.Documents: { } found })
        {
            await RecordSnippetsAsync(invocation.HttpContext, [.. found.Where(each => each.Hits is { Count: > 0 }).Select(each => new DocumentId(each.Id))]);
        }

        return answer;
    });

    /// <summary>For the list of a screen as well.</summary>
    public static Task RecordSnippetsAsync(HttpContext context, IReadOnlyList<DocumentId> shown) =>
        shown.Count > 0 ? RecordAsync(context, AuditAction.SnippetsRead, shown, answer: null) : Task.CompletedTask;

    private static async Task RecordAsync(HttpContext context, AuditAction kind, IReadOnlyList<DocumentId> documents, object? answer)
    {
        var (caller, release) = (Callers.Of(context)!, Callers.ReleaseOf(context));
        if (release is null && caller is { User: not null } && caller.May(Permissions.ManageAccount))
        {
            return;
        }

        try
        {
            await context.RequestServices.GetRequiredService<ContentReadings>().RecordAsync(Callers.AccountOf(context), Callers.ActorOf(context), kind, documents, release, context.RequestAborted);
        }
        catch when (answer is FileStreamHttpResult)
        {
            await ((FileStreamHttpResult)answer).FileStream.DisposeAsync();
            throw;
        }
    }
}
