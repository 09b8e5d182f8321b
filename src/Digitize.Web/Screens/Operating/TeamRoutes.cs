using Digitize.Accounts;
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

/// <summary>Who runs the installation. The operations of the interface do what is asked; here their answers become a page.</summary>
internal static class TeamRoutes
{
    private const string Address = "/operator/team";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var team = routes.MapGroup(Address).Needs(Permissions.ManageInstallation).AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        team.MapGet("", (InstallationPeople people, CancellationToken cancel) => PageAsync(null, null, people, cancel)).IsScreen();
        team.MapPost("", AddAsync).IsScreen().FromOwnPages();
        team.MapPost("/{user}", ChangeAsync).IsScreen().FromOwnPages();
    }

    private static async Task<IResult> AddAsync(AccountRegister register, AccessLog log, InstallationPeople people, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var request = new OperatorRequest(form["login"].ToString(), Enum.TryParse<InstallationRole>(form["role"], out var role) ? role : null);
        return await InstallationEndpoints.AddOperatorAsync(request, register, log, context, cancel) switch
        {
            Problem no => await PageAsync(no, null, people, cancel),
            Created<NewUserAnswer> { Value: { } made } => await PageAsync(null, new IssuedSecret(made.Login, made.Password), people, cancel),
            var other => other,
        };
    }

    private static async Task<IResult> ChangeAsync(string user, AccessLog log, InstallationPeople people, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var made = form["does"].ToString() switch
        {
            "password" => await InstallationEndpoints.IssuePasswordAsync(user, people, log, context, cancel),
            "disable" => await InstallationEndpoints.ChangeUserAsync(user, new UserChangeRequest(true), people, log, context, cancel),
            "enable" => await InstallationEndpoints.ChangeUserAsync(user, new UserChangeRequest(false), people, log, context, cancel),
            _ => new Problem(ProblemTypes.BadRequest),
        };
        return made switch
        {
            Problem no => await PageAsync(no, null, people, cancel),
            Ok<IssuedPasswordAnswer> { Value: { } issued } => await PageAsync(null, new IssuedSecret(form["login"].ToString(), issued.Password), people, cancel),
            _ => new SeeOther(Address),
        };
    }

    private static async Task<Screen> PageAsync(Problem? refusal, IssuedSecret? issued, InstallationPeople people, CancellationToken cancel)
    {
        var screen = Screen.Of<TeamScreen>((nameof(TeamScreen.Team), await people.ListTeamAsync(cancel)), (nameof(TeamScreen.Refusal), refusal?.Type), (nameof(TeamScreen.Issued), issued));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }
}
