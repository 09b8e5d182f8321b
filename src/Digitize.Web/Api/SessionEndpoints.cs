using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Signing in, in one step or two, and out.</summary>
internal static class SessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", SignInAsync).OpenToStrangers().WithName("signIn")
            .WithSummary("Sign in; the answer sets the session cookie. 202 when a second step is needed: send the code to /api/v1/session/code.");
        routes.MapPost("/api/v1/session/code", FinishAsync).OpenToStrangers().WithName("finishSignIn").WithSummary("The second step: a code of the authenticator app, or a recovery code.");
        routes.MapGet("/api/v1/session", (HttpContext context) => TypedResults.Ok(CallerAnswer.Of(Callers.Of(context)!))).NeedsCaller().WithName("getSession").WithSummary("Who the caller is.");
        routes.MapDelete("/api/v1/session", SignOutAsync).NeedsCaller().WithName("signOut").WithSummary("End the session.");
    }

    internal static async Task<IResult> SignInAsync(SessionRequest request, SignIn signIn, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Login is null || request.Password is null || request.Password.Length > Passwords.LongestLength * 2)
        {
            return new Problem(ProblemTypes.BadRequest, "Send login and password.");
        }

        if (limits.JudgeSignIn(context, request.Login) is { } wait)
        {
            return wait;
        }

        var result = await signIn.AttemptAsync(request.Login, request.Password, Addresses.ShortOf(context), cancel);
        if (result is not SignInResult.Refused)
        {
            limits.Remember(context, request.Login);
        }

        return Answer(result, ProblemTypes.SignInRefused, log, context);
    }

    internal static async Task<IResult> FinishAsync(CodeRequest request, SignIn signIn, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Code is null or { Length: > 64 })
        {
            return new Problem(ProblemTypes.BadRequest, "Send the code.");
        }

        if (context.Request.Cookies[Callers.StepCookie] is not { Length: > 0 } step || await signIn.FindHalfSignedInAsync(step, cancel) is not { } user)
        {
            return new Problem(ProblemTypes.SignInStepGone);
        }

        return limits.JudgeProof(context, user) ?? Answer(await signIn.FinishAsync(step, request.Code, Addresses.ShortOf(context), cancel), ProblemTypes.ProofRefused, log, context);
    }

    private static IResult Answer(SignInResult result, ProblemType refusal, AccessLog log, HttpContext context)
    {
        switch (result)
        {
            case SignInResult.Refused:
                return new Problem(refusal);
            case SignInResult.NeedsCode half:
                Callers.Give(context, Callers.StepCookie, half.Token);
                return TypedResults.Accepted("/api/v1/session/code", new SignInStepAnswer("code"));
            case SignInResult.SignedIn whole:
                log.SignedIn(whole.User);
                Callers.Give(context, Callers.Cookie, whole.Token);
                if (context.Request.Cookies.ContainsKey(Callers.StepCookie))
                {
                    Callers.TakeBack(context, Callers.StepCookie);
                }

                return TypedResults.NoContent();
            default:
                throw new UnreachableException();
        }
    }

    internal static async Task<IResult> SignOutAsync(Sessions sessions, HttpContext context, CancellationToken cancel)
    {
        if (Callers.TokenOf(context) is { Length: > 0 } token)
        {
            await sessions.EndAsync(token, cancel);
            Callers.TakeBack(context, Callers.Cookie);
        }

        return TypedResults.NoContent();
    }
}
