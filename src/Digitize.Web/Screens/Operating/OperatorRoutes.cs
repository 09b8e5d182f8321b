using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.Operating;

/// <summary>How the installation does: counts and reasons, and never a letter.</summary>
internal static class OperatorRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var looking = routes.MapGroup("/operator").Needs(Permissions.ReadOverview);
        looking.MapGet("", async (Overview overview, Workers workers, HealthChecks health, BackupJob backups, CancellationToken cancel) =>
            Screen.Of<OverviewScreen>((nameof(OverviewScreen.Now), await InstallationNow.LookAsync(overview, workers, health, backups, cancel)))).IsScreen();
        looking.MapGet("/now", async (Overview overview, Workers workers, HealthChecks health, BackupJob backups, CancellationToken cancel) =>
            Screen.Of<OverviewNow>((nameof(OverviewNow.Now), await InstallationNow.LookAsync(overview, workers, health, backups, cancel)))).ExcludeFromDescription();
        routes.MapPost("/operator/retry", RetryAsync).Needs(Permissions.RetryWork).IsScreen().FromOwnPages();
    }

    private static async Task<IResult> RetryAsync(DeadWork dead, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        if (!Enum.TryParse<FailureCode>(form["reason"], out var reason) || await InstallationEndpoints.RetryAsync(new RetryRequest(null, reason), dead, log, context, cancel) is Problem)
        {
            return new Problem(ProblemTypes.BadRequest);
        }

        return new SeeOther("/operator");
    }
}
