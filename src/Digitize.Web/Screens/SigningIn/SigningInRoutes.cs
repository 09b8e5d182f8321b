using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.SigningIn;

/// <summary>In, out, and one's own password. What is decided is decided by the operations of the interface; here it becomes a page.</summary>
internal static class SigningInRoutes
{
    private const string CodeAddress = Door.Address + "/code";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Home).NeedsCaller().IsScreen();
        var open = routes.MapGroup("").OpenToStrangers().IsScreen();
        open.MapGet(Door.Address, (string? to) => Screen.Of<SignInScreen>((nameof(SignInScreen.To), Door.PlaceOf(to))));
        open.MapPost(Door.Address, SignInAsync).FromOwnPages();
        open.MapGet(CodeAddress, (string? to) => Screen.Of<CodeScreen>((nameof(CodeScreen.To), Door.PlaceOf(to))));
        open.MapPost(CodeAddress, FinishAsync).FromOwnPages();
        open.MapPost("/choices", ChooseAsync).FromOwnPages();
        var own = routes.MapGroup("").NeedsCaller().IsScreen();
        own.MapPost("/sign-out", SignOutAsync).FromOwnPages();
        own.MapGet("/password", (HttpContext context) => Callers.Of(context) is { User: not null } ? Screen.Of<PasswordScreen>() : (IResult)new Problem(ProblemTypes.Forbidden));
        own.MapPost("/password", ReplacePasswordAsync).FromOwnPages();
    }

    private static IResult Home(HttpContext context) => Callers.Of(context) is { } caller
        ? TypedResults.Redirect(caller.MustReplacePassword ? "/password" : Door.HomeOf(caller))
        : new Problem(ProblemTypes.Unauthorized);

    private static async Task<IResult> SignInAsync(SignIn signIn, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var (login, to) = (form["login"].ToString(), Door.PlaceOf(form["to"]));
        return await SessionEndpoints.SignInAsync(new SessionRequest(login, form["password"].ToString()), signIn, limits, log, context, cancel) switch
        {
            Problem no => Screen.Of<SignInScreen>((nameof(SignInScreen.To), to), (nameof(SignInScreen.Login), login), (nameof(SignInScreen.Refusal), SentenceOf(context, no.Type))).With(no.Type.Status),
            IStatusCodeHttpResult { StatusCode: StatusCodes.Status202Accepted } => GoTo($"{CodeAddress}?to={Uri.EscapeDataString(to)}"),
            _ => GoTo(to),
        };
    }

    private static async Task<IResult> FinishAsync(SignIn signIn, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var to = Door.PlaceOf(form["to"]);
        return await SessionEndpoints.FinishAsync(new CodeRequest(form["code"].ToString().Trim()), signIn, limits, log, context, cancel) is Problem no
            ? Screen.Of<CodeScreen>((nameof(CodeScreen.To), to), (nameof(CodeScreen.Refusal), SentenceOf(context, no.Type))).With(no.Type.Status)
            : GoTo(to);
    }

    private static async Task<IResult> SignOutAsync(Sessions sessions, HttpContext context, CancellationToken cancel)
    {
        await SessionEndpoints.SignOutAsync(sessions, context, cancel);
        return GoTo(Door.Address);
    }

    private static async Task<IResult> ReplacePasswordAsync(OwnPassword password, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (Callers.Of(context) is not { User: { } user } caller)
        {
            return new Problem(ProblemTypes.Forbidden);
        }

        var form = await context.Request.ReadFormAsync(cancel);
        var (current, wanted) = (form["current"].ToString(), form["new"].ToString());
        if (!OwnAccountEndpoints.IsUsable(current))
        {
            return Refuse(ProblemTypes.ProofRefused.Status, SentenceOf(context, ProblemTypes.ProofRefused));
        }

        if (limits.JudgeProof(context, user) is { } wait)
        {
            return wait;
        }

        switch (await password.ChangeAsync(user, current, wanted, cancel))
        {
            case PasswordChange.Changed changed:
                Callers.Give(context, Callers.Cookie, changed.Token);
                log.Changed(caller, "password", user);
                return caller.MustReplacePassword ? GoTo("/") : Screen.Of<PasswordScreen>((nameof(PasswordScreen.IsDone), true));
            case PasswordChange.TooWeak weak:
                return Refuse(ProblemTypes.WeakPassword.Status, [.. weak.Faults.Select(fault => PasswordRules.Sentence(fault, weak.HasSecondFactor, Language.Of(context.Request)))]);
            default:
                return Refuse(ProblemTypes.ProofRefused.Status, Language.Of(context.Request).Say("The current password is not right.", "Das bisherige Passwort stimmt nicht."));
        }
    }

    private static Screen Refuse(int status, params string[] sentences) => Screen.Of<PasswordScreen>((nameof(PasswordScreen.Refusals), sentences)).With(status);

    private static async Task<IResult> ChooseAsync(HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var kept = new CookieOptions { Path = "/", SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromDays(400), IsEssential = true };
        if (Language.OfCode(form["language"]) is { } language)
        {
            context.Response.Cookies.Append(Language.Cookie, language.Code, kept);
        }

        if (form["theme"].ToString() is "auto" or "light" or "dark")
        {
            context.Response.Cookies.Append(Visit.ThemeCookie, form["theme"].ToString(), kept);
        }

        return GoTo(Door.PlaceOf(form["to"]));
    }

    private static string SentenceOf(HttpContext context, ProblemType type) => Language.Of(context.Request).Say(type.English, type.German);

    private static SeeOther GoTo(string place) => new(place);
}
