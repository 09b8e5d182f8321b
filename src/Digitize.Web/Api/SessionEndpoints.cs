using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Signing in and out, and the password.</summary>
internal static class SessionEndpoints
{
    private static readonly CookieOptions CookieRules = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", SignInAsync).OpenToStrangers().WithName("signIn").WithSummary("Sign in; the answer sets the session cookie.");
        routes.MapGet("/api/v1/session", (HttpContext context) => TypedResults.Ok(CallerAnswer.Of(Callers.Of(context)!))).NeedsCaller().WithName("getSession").WithSummary("Who the caller is.");
        routes.MapDelete("/api/v1/session", SignOutAsync).NeedsCaller().WithName("signOut").WithSummary("End the session.");
        routes.MapPost("/api/v1/session/password", ChangePasswordAsync).NeedsCaller().WithName("changePassword").WithSummary("Replace the password; every session of the user ends.");
    }

    private static async Task<IResult> SignInAsync(SessionRequest request, SignIn signIn, RateLimits limits, HttpContext context, CancellationToken cancel)
    {
        if (request.Login is null || request.Password is null || request.Password.Length > Passwords.LongestLength * 2)
        {
            return new Problem(ProblemTypes.BadRequest, "Send login and password.");
        }

        if (limits.JudgeSignIn(context, request.Login) is { } no)
        {
            return no;
        }

        if (await signIn.AttemptAsync(request.Login, request.Password, cancel) is not { } token)
        {
            return new Problem(ProblemTypes.SignInRefused);
        }

        context.Response.Cookies.Append(Callers.Cookie, token, CookieRules);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> SignOutAsync(SignIn signIn, HttpContext context, CancellationToken cancel)
    {
        if (context.Request.Cookies[Callers.Cookie] is { } token)
        {
            await signIn.SignOutAsync(token, cancel);
            context.Response.Cookies.Delete(Callers.Cookie, CookieRules);
        }

        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangePasswordAsync(PasswordRequest request, SignIn signIn, RateLimits limits, HttpContext context, CancellationToken cancel)
    {
        if (Callers.Of(context) is not { User: { } user } caller)
        {
            return new Problem(ProblemTypes.Forbidden, "A key has no password.");
        }

        if (request.Old is null || request.New is null)
        {
            return new Problem(ProblemTypes.BadRequest, "Send the old and the new password.");
        }

        if (limits.JudgeSignIn(context, caller.Name) is { } no)
        {
            return no;
        }

        return await signIn.ChangePasswordAsync(user, request.Old, request.New, cancel) switch
        {
            PasswordChange.Changed => TypedResults.NoContent(),
            PasswordChange.OldOneWrong => new Problem(ProblemTypes.SignInRefused),
            PasswordChange.TooWeak weak => new Problem(ProblemTypes.WeakPassword, string.Join(' ', weak.Faults.Select(Sentence))),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static string Sentence(PasswordFault fault) => fault switch
    {
        PasswordFault.TooShort => $"It needs {Passwords.ShortestLength} characters at least.",
        PasswordFault.TooLong => $"It may have {Passwords.LongestLength} characters at most.",
        PasswordFault.Common => "It is made of common words or repetitions.",
        PasswordFault.ContainsName => "It contains the login.",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, null),
    };
}
