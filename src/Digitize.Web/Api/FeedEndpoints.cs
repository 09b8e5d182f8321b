using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Web.Api;

/// <summary>What happened in the caller's account: to be fetched in order without missing one, or to be listened to.</summary>
internal static class FeedEndpoints
{
    private const int UsualLimit = 100;
    private const int MostAtOnce = 1000;

    /// <summary>A credential that was taken away silences its listeners after this many looks.</summary>
    private const int StepsBetweenChecks = 4;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/changes", ChangesAsync).Needs(Permissions.ReadDocuments).WithName("listChanges").WithSummary("The change feed after a cursor; 0 is the beginning.").Produces<ChangeListAnswer>();
        routes.MapGet("/api/v1/events", Events).Needs(Permissions.ReadDocuments).WithName("listenToEvents").WithSummary("The change feed as server-sent events; Last-Event-ID goes on behind a cursor.");
    }

    private static async Task<IResult> ChangesAsync(DocumentQueries documents, long? after, int? limit, CancellationToken cancel)
    {
        if (after is < 0 || limit is < 1 or > MostAtOnce)
        {
            return new Problem(ProblemTypes.BadRequest, $"after is a cursor, limit lies between 1 and {MostAtOnce}.");
        }

        var list = await documents.ChangesAsync(after ?? 0, limit ?? UsualLimit, cancel);
        return TypedResults.Ok(new ChangeListAnswer([.. list.Changes.Select(ChangeAnswer.Of)], list.Cursor));
    }

    private static ServerSentEventsResult<ChangeAnswer> Events(HttpContext context, DigitizeDatabase database, Callers callers, WebOptions options, TimeProvider time)
    {
        long? after = long.TryParse(context.Request.Headers["Last-Event-ID"], out var cursor) && cursor >= 0 ? cursor : null;
        return TypedResults.ServerSentEvents(ListenAsync(context, database, callers, options, time, after, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<ChangeAnswer>> ListenAsync(
        HttpContext context, DigitizeDatabase database, Callers callers, WebOptions options, TimeProvider time, long? after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var account = CurrentAccount.Of(Callers.AccountOf(context));
        var at = after ?? await LatestAsync(database, account, cancel);
        await context.Response.Body.FlushAsync(cancel);
        for (var step = 1; step % StepsBetweenChecks != 0 || await callers.FindAsync(context, cancel) is not null; step++)
        {
            var list = await ReadAsync(database, account, at, cancel);
            at = list.Cursor;
            foreach (var change in list.Changes)
            {
                yield return new SseItem<ChangeAnswer>(ChangeAnswer.Of(change), "change") { EventId = change.Cursor.ToString(System.Globalization.CultureInfo.InvariantCulture) };
            }

            await Task.Delay(options.EventStep, time, cancel);
        }
    }

    private static async Task<long> LatestAsync(DigitizeDatabase database, CurrentAccount account, CancellationToken cancel)
    {
        await using var db = database.Open(account);
        return await db.Changes.MaxAsync(row => (long?)row.Cursor, cancel) ?? 0;
    }

    private static async Task<ChangeList> ReadAsync(DigitizeDatabase database, CurrentAccount account, long after, CancellationToken cancel)
    {
        await using var db = database.Open(account);
        return await new DocumentQueries(db).ChangesAsync(after, MostAtOnce, cancel);
    }
}
