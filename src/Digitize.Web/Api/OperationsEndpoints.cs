using Digitize.Accounts;
using Digitize.Operations;
using Digitize.Web.Access;
using Digitize.Web.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

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

    /// <summary>One problem a line, its code first. What needs an operator but does not keep documents out is told with 200.</summary>
    private static async Task<IResult> ReadyAsync(HealthChecks health, CancellationToken cancel)
    {
        var problems = await health.LookAsync(cancel);
        var text = problems.Count == 0 ? "ready\n" : string.Concat(problems.Select(problem => $"{problem.Code}: {problem.Sentence}\n"));
        return TypedResults.Text(text, statusCode: problems.Any(problem => problem.StopsService) ? 503 : 200);
    }
}
