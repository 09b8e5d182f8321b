using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Web.Api;

/// <summary>Whether the service is well, for load balancers and for Prometheus. Counts and reasons, no names.</summary>
internal static class OperationsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Text("alive\n")).OpenToStrangers().WithName("isAlive").WithSummary("The process answers.");
        routes.MapGet("/health/ready", ReadyAsync).OpenToStrangers().WithName("isReady").WithSummary("The service can take documents; 503 names what is wrong.");
        routes.MapGet("/metrics", (PrometheusText metrics) => TypedResults.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8")).Needs(Permissions.ReadOverview)
            .WithName("getMetrics").WithSummary("Metrics as Prometheus reads them.");
    }

    private static async Task<IResult> ReadyAsync(DigitizeDatabase database, SpaceGuard space, CancellationToken cancel)
    {
        var faults = new List<string>();
        try
        {
            await using var db = database.Open(CurrentAccount.Everyone);
            await db.Database.ExecuteSqlRawAsync("SELECT 1", cancel);
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
        {
            faults.Add("database");
        }

        if (space.Look(0) is Space.TooLittle)
        {
            faults.Add("disk");
        }

        return faults.Count == 0 ? TypedResults.Text("ready\n") : TypedResults.Text(string.Join('\n', faults) + "\n", statusCode: 503);
    }
}
