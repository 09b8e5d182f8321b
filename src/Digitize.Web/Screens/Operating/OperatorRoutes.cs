using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Digitize.Web.Screens.OwnAccount;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.Operating;

/// <summary>How the installation does: counts and reasons, and never a letter.</summary>
internal static class OperatorRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var looking = routes.MapGroup("/operator").Needs(Permissions.ReadOverview);
        looking.MapGet("", async (InstallationLook look, CancellationToken cancel, string? over = null) =>
            Screen.Of<OverviewScreen>((nameof(OverviewScreen.Now), await look.NowAsync(PeriodOf(over), cancel)))).IsScreen();
        looking.MapGet("/now", async (InstallationLook look, CancellationToken cancel, string? over = null) =>
            Screen.Of<OverviewNow>((nameof(OverviewNow.Now), await look.NowAsync(PeriodOf(over), cancel)))).ExcludeFromDescription();
        looking.MapGet("/dead", async (DeadWork dead, CancellationToken cancel, string? reason = null) =>
            Screen.Of<DeadScreen>((nameof(DeadScreen.Items), await dead.ListAsync(ReasonOf(reason), cancel)))).IsScreen();
        looking.MapGet("/accounts", (AccountCounts counts, HttpContext context, CancellationToken cancel, string? after = null) => AccountsAsync(null, null, counts, after, cancel)).IsScreen();
        looking.MapGet("/backups", async (BackupsLook look, CancellationToken cancel) => Screen.Of<BackupsScreen>((nameof(BackupsScreen.Now), await look.NowAsync(cancel)))).IsScreen();
        looking.MapGet("/backups/now", async (BackupsLook look, CancellationToken cancel) => Screen.Of<BackupsNowPart>((nameof(BackupsNowPart.Now), await look.NowAsync(cancel)))).ExcludeFromDescription();
        routes.MapPost("/operator/backups", RequestBackupAsync).Needs(Permissions.ManageInstallation).IsScreen().FromOwnPages();
        routes.MapPost("/operator/accounts", CreateAccountAsync).Needs(Permissions.ManageInstallation).IsScreen().FromOwnPages();
        routes.MapPost("/operator/retry", RetryAsync).Needs(Permissions.RetryWork).IsScreen().FromOwnPages();
    }

    private static async Task<IResult> RequestBackupAsync(BackupJob job) => await BackupEndpoints.RequestAsync(job) is Problem no ? no : new SeeOther("/operator/backups#vaults");

    private static async Task<IResult> RetryAsync(DeadWork dead, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        Guid? document = Guid.TryParse(form["document"], out var id) ? id : null;
        return await InstallationEndpoints.RetryAsync(new RetryRequest(document, document is null ? ReasonOf(form["reason"]) : null), dead, log, context, cancel) is Problem no
            ? no
            : new SeeOther(document is null ? "/operator" : "/operator/dead");
    }

    /// <summary>An account and its first owner, whose password is shown this once.</summary>
    private static async Task<IResult> CreateAccountAsync(AccountRegister register, EncryptedBlobs blobs, AccessLog log, AccountCounts counts, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        return await InstallationEndpoints.CreateAccountAsync(new AccountRequest(form["name"], form["owner"]), register, blobs, log, context, cancel) switch
        {
            Problem no => await AccountsAsync(no, null, counts, null, cancel),
            Created<NewAccountAnswer> { Value: { } made } => await AccountsAsync(null, new IssuedSecret(made.Owner.Login, made.Owner.Password), counts, null, cancel),
            var other => other,
        };
    }

    private static async Task<Screen> AccountsAsync(Problem? refusal, IssuedSecret? issued, AccountCounts counts, string? after, CancellationToken cancel)
    {
        var screen = Screen.Of<AccountsScreen>(
            (nameof(AccountsScreen.Accounts), await counts.ListAsync(after, cancel)), (nameof(AccountsScreen.Refusal), refusal?.Type), (nameof(AccountsScreen.Issued), issued));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }

    private static Period PeriodOf(string? over) => Enum.TryParse<Period>(over, ignoreCase: true, out var period) && Enum.IsDefined(period) ? period : Period.Hour;

    private static FailureCode? ReasonOf(string? text) => Enum.TryParse<FailureCode>(text, out var reason) && Enum.IsDefined(reason) ? reason : null;
}
