using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.OwnAccount;

/// <summary>One's sessions, and for owners the people and keys of the account. The operations of the interface do what is asked; here their answers become a page.</summary>
internal static class OwnAccountRoutes
{
    private const string Address = "/account";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).NeedsCaller().IsScreen().AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        own.MapGet("", ShowAsync);
        own.MapPost("/sessions", EndSessionsAsync).FromOwnPages();
        var owners = routes.MapGroup(Address).Needs(Permissions.ManageAccount).IsScreen();
        owners.MapPost("/people", InviteAsync).FromOwnPages();
        owners.MapPost("/people/{user}", ChangeAsync).FromOwnPages();
        owners.MapPost("/keys", IssueAsync).FromOwnPages();
        owners.MapPost("/keys/{key}", RevokeAsync).FromOwnPages();
    }

    private static Task<Screen> ShowAsync(Sessions sessions, Members members, ApiKeys keys, HttpContext context, CancellationToken cancel) =>
        PageAsync(null, null, sessions, members, keys, context, cancel);

    private static async Task<IResult> EndSessionsAsync(Sessions sessions, HttpContext context, CancellationToken cancel)
    {
        var user = OwnAccountEndpoints.UserOf(context);
        if ((await context.Request.ReadFormAsync(cancel))["session"].ToString() is { Length: > 0 } one)
        {
            await sessions.EndAsync(user, one, cancel);
        }
        else
        {
            await sessions.EndOthersAsync(user, Callers.TokenOf(context), cancel);
        }

        return new SeeOther(Address);
    }

    private static async Task<IResult> InviteAsync(AccountRegister register, AccessLog log, Sessions sessions, Members members, ApiKeys keys, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var request = new MemberRequest(form["login"].ToString(), Enum.TryParse<Role>(form["role"], out var role) ? role : null);
        return await MemberEndpoints.InviteAsync(request, register, log, context, cancel) switch
        {
            Problem no => await PageAsync(no, null, sessions, members, keys, context, cancel),
            Created<NewUserAnswer> { Value: { } made } => await PageAsync(null, new IssuedSecret(made.Login, made.Password), sessions, members, keys, context, cancel),
            var other => other,
        };
    }

    private static async Task<IResult> ChangeAsync(string user, AccessLog log, Sessions sessions, Members members, ApiKeys keys, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var made = form["does"].ToString() switch
        {
            "password" => await MemberEndpoints.IssuePasswordAsync(user, members, log, context, cancel),
            "disable" => await MemberEndpoints.EditAsync(user, new MemberChangeRequest(null, true), members, log, context, cancel),
            "enable" => await MemberEndpoints.EditAsync(user, new MemberChangeRequest(null, false), members, log, context, cancel),
            "remove" => await MemberEndpoints.RemoveAsync(user, members, log, context, cancel),
            _ => new Problem(ProblemTypes.BadRequest),
        };
        return made switch
        {
            Problem no => await PageAsync(no, null, sessions, members, keys, context, cancel),
            Ok<IssuedPasswordAnswer> { Value: { } issued } => await PageAsync(null, new IssuedSecret(form["login"].ToString(), issued.Password), sessions, members, keys, context, cancel),
            _ => new SeeOther(Address),
        };
    }

    private static async Task<IResult> IssueAsync(Sessions sessions, Members members, ApiKeys keys, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var request = new KeyRequest(form["scopes"].ToString(), int.TryParse(form["days"], out var days) ? days : null);
        return await KeyEndpoints.IssueAsync(request, keys, context, cancel) switch
        {
            Problem no => await PageAsync(no, null, sessions, members, keys, context, cancel),
            Created<NewKeyAnswer> { Value: { } made } => await PageAsync(null, new IssuedSecret(made.Id, made.Key), sessions, members, keys, context, cancel),
            var other => other,
        };
    }

    private static async Task<IResult> RevokeAsync(string key, ApiKeys keys, HttpContext context, CancellationToken cancel) =>
        await KeyEndpoints.RevokeAsync(key, keys, context, cancel) is Problem no ? no : new SeeOther(Address);

    private static async Task<Screen> PageAsync(Problem? refusal, IssuedSecret? issued, Sessions sessions, Members members, ApiKeys keys, HttpContext context, CancellationToken cancel)
    {
        var screen = Screen.Of<AccountScreen>(
            (nameof(AccountScreen.Now), await AccountNow.LookAsync(context, sessions, members, keys, cancel)),
            (nameof(AccountScreen.Refusal), refusal?.Type),
            (nameof(AccountScreen.Issued), issued));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }
}
