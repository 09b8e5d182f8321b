using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Screens.Frame;
using Digitize.Web.Screens.SigningIn;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>What people do for themselves: password, second factor, sessions. A key is nobody and has none of these.</summary>
internal static class OwnAccountEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/v1/account").NeedsCaller().AddEndpointFilter(PeopleOnlyAsync);
        own.MapPut("/password", ChangePasswordAsync).WithName("changePassword").WithSummary("Replace the password; the user's other sessions end.");
        own.MapGet("/sessions", ListSessionsAsync).WithName("listSessions").WithSummary("Where the user is signed in.");
        own.MapDelete("/sessions", EndOthersAsync).WithName("endOtherSessions").WithSummary("End every session but this one.");
        own.MapDelete("/sessions/{session}", EndSessionAsync).WithName("endSession").WithSummary("End one session, at once.");
        own.MapGet("/factors", LookAsync).WithName("getFactors").WithSummary("Which second factors there are.");
        own.MapPost("/authenticator", BeginAsync).WithName("beginAuthenticator").WithSummary("A secret for an authenticator app, shown in this answer only; it counts once it is confirmed.");
        own.MapPost("/authenticator/confirmation", ConfirmAsync).WithName("confirmAuthenticator").WithSummary("Confirm the app with its first code; gives ten recovery codes and ends the other sessions.");
        own.MapPost("/authenticator/removal", RemoveAsync).WithName("removeAuthenticator").WithSummary("Take the app away, with password and code; the other sessions end.");
        own.MapPost("/recovery-codes", RenewCodesAsync).WithName("renewRecoveryCodes").WithSummary("Ten new recovery codes, with password and code; the old ones are void.");
    }

    internal static ValueTask<object?> PeopleOnlyAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        Callers.Of(invocation.HttpContext) is { User: not null } ? next(invocation) : ValueTask.FromResult<object?>(new Problem(ProblemTypes.Forbidden, "This is for people; a key has none of it."));

    internal static UserId UserOf(HttpContext context) => Callers.Of(context)!.User!.Value;

    private static async Task<IResult> ChangePasswordAsync(PasswordRequest request, OwnPassword password, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (request.Current is null || request.New is null || request.Current.Length > Passwords.LongestLength * 2)
        {
            return new Problem(ProblemTypes.BadRequest, "Send the current and the new password.");
        }

        if (limits.JudgeProof(context, UserOf(context)) is { } no)
        {
            return no;
        }

        switch (await password.ChangeAsync(UserOf(context), request.Current, request.New, cancel))
        {
            case PasswordChange.CurrentOneWrong:
                return new Problem(ProblemTypes.ProofRefused);
            case PasswordChange.TooWeak weak:
                return new Problem(ProblemTypes.WeakPassword, string.Join(' ', weak.Faults.Select(fault => PasswordRules.Sentence(fault, weak.HasSecondFactor, Language.English))));
            case PasswordChange.Changed changed:
                Callers.Give(context, Callers.Cookie, changed.Token);
                log.Changed(Callers.Of(context)!, "password", UserOf(context));
                return TypedResults.NoContent();
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<IResult> ListSessionsAsync(Sessions sessions, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok((await sessions.ListAsync(UserOf(context), Callers.TokenOf(context), cancel)).Select(KnownSessionAnswer.Of).ToArray());

    private static async Task<IResult> EndOthersAsync(Sessions sessions, HttpContext context, CancellationToken cancel)
    {
        await sessions.EndOthersAsync(UserOf(context), Callers.TokenOf(context), cancel);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> EndSessionAsync(string session, Sessions sessions, HttpContext context, CancellationToken cancel) =>
        await sessions.EndAsync(UserOf(context), session, cancel) ? TypedResults.NoContent() : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> LookAsync(SecondFactors factors, HttpContext context, CancellationToken cancel)
    {
        var state = await factors.LookAsync(UserOf(context), cancel);
        return TypedResults.Ok(new FactorAnswer(state.HasAuthenticator, state.RecoveryCodesLeft));
    }

    internal static Task<IResult> BeginAsync(ProofRequest request, SecondFactors factors, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(IsUsable(request.Password), () => factors.BeginAsync(UserOf(context), request.Password, cancel), limits, log, context);

    internal static Task<IResult> ConfirmAsync(CodeRequest request, SecondFactors factors, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(IsUsable(request.Code), () => factors.ConfirmAsync(UserOf(context), request.Code, cancel), limits, log, context);

    internal static Task<IResult> RemoveAsync(FullProofRequest request, SecondFactors factors, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(IsUsable(request.Password) && IsUsable(request.Code), () => factors.RemoveAsync(UserOf(context), request.Password, request.Code, cancel), limits, log, context);

    internal static Task<IResult> RenewCodesAsync(FullProofRequest request, SecondFactors factors, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel) =>
        ChangeAsync(IsUsable(request.Password) && IsUsable(request.Code), () => factors.RenewCodesAsync(UserOf(context), request.Password, request.Code, cancel), limits, log, context);

    internal static bool IsUsable(string? presented) => presented is { Length: > 0 and <= Passwords.LongestLength * 2 };

    private static async Task<IResult> ChangeAsync(bool isComplete, Func<Task<FactorChange>> change, RateLimits limits, AccessLog log, HttpContext context)
    {
        if (!isComplete)
        {
            return new Problem(ProblemTypes.BadRequest, "Send what the operation asks for: password, code, or both.");
        }

        return limits.JudgeProof(context, UserOf(context)) ?? Answer(await change(), log, context);
    }

    private static IResult Answer(FactorChange change, AccessLog log, HttpContext context)
    {
        switch (change)
        {
            case FactorChange.ProofWrong:
                return new Problem(ProblemTypes.ProofRefused);
            case FactorChange.NoFactor:
                return new Problem(ProblemTypes.NotFound);
            case FactorChange.FactorExists:
                return new Problem(ProblemTypes.FactorExists);
            case FactorChange.PasswordTooShort:
                return new Problem(ProblemTypes.WeakPassword, $"Without a second factor a password needs {Passwords.ShortestAlone} characters; replace it first.");
            case FactorChange.Begun begun:
                return TypedResults.Ok(new AuthenticatorAnswer(begun.Secret, begun.Uri));
            case FactorChange.CodesRenewed renewed:
                log.Changed(Callers.Of(context)!, "new recovery codes", UserOf(context));
                return TypedResults.Ok(new RecoveryCodesAnswer(renewed.RecoveryCodes));
            case FactorChange.Confirmed confirmed:
                log.Changed(Callers.Of(context)!, "new second factor", UserOf(context));
                Callers.Give(context, Callers.Cookie, confirmed.Token);
                return TypedResults.Ok(new RecoveryCodesAnswer(confirmed.RecoveryCodes));
            case FactorChange.Removed removed:
                log.Changed(Callers.Of(context)!, "removed second factor", UserOf(context));
                Callers.Give(context, Callers.Cookie, removed.Token);
                return TypedResults.NoContent();
            default:
                throw new UnreachableException();
        }
    }
}
