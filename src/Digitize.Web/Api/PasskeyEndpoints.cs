using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Digitize.Web.Api;

/// <summary>The password once more, and a code as well where there is an authenticator app.</summary>
public sealed record PasskeyProofRequest(string Password, string? Code)
{
    public override string ToString() => nameof(PasskeyProofRequest);
}

/// <summary>A passkey that a browser has made: <see cref="Credential"/> is its <c>PublicKeyCredential</c> as <c>toJSON()</c> gives it.</summary>
public sealed record NewPasskeyRequest(string Name, JsonElement Credential);

/// <summary>What a browser's passkey has signed, as <c>toJSON()</c> gives it.</summary>
public sealed record PasskeySignInRequest(JsonElement Credential);

/// <summary>One of one's own passkeys.</summary>
public sealed record PasskeyAnswer(string Id, string Name, DateTimeOffset CreatedAt, DateOnly? LastUsedOn, bool IsBackedUp)
{
    internal static PasskeyAnswer Of(Passkey row) => new(row.ShortId, row.Name, row.CreatedAt, row.LastUsedOn, row.IsBackedUp);
}

/// <summary>Passkeys: adding and removing one's own, and signing in with one. Questions are asked first and answered once.</summary>
internal static class PasskeyEndpoints
{
    private const string Own = "/api/v1/account/passkeys";
    private const string SignIn = "/api/v1/session/passkey";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Own).NeedsCaller().AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        own.MapGet("", ListAsync).WithName("listPasskeys").WithSummary("One's own passkeys.");
        own.MapPost("/options", AskToCreateAsync).WithName("beginPasskey").WithSummary("What a browser needs to make a passkey (PublicKeyCredentialCreationOptions as JSON), with password and code; good for five minutes and one answer.");
        own.MapPost("", AddAsync).WithName("addPasskey").WithSummary("Add the passkey that the browser has made; the other sessions end.");
        own.MapDelete("/{passkey}", RemoveAsync).WithName("removePasskey").WithSummary("Remove a passkey, with password and code; the other sessions end.");
        routes.MapPost($"{SignIn}/options", AskToSignAsync).OpenToStrangers().WithName("beginPasskeySignIn").WithSummary("What a browser needs to sign in with a passkey (PublicKeyCredentialRequestOptions as JSON); good for five minutes and one answer.");
        routes.MapPost(SignIn, SignInAsync).OpenToStrangers().WithName("signInWithPasskey").WithSummary("Sign in with what the passkey has signed: it stands for both factors.");
    }

    private static async Task<IResult> ListAsync(Passkeys passkeys, HttpContext context, CancellationToken cancel) =>
        TypedResults.Ok((await passkeys.ListAsync(OwnAccountEndpoints.UserOf(context), cancel)).Select(PasskeyAnswer.Of).ToArray());

    private static async Task<IResult> AskToCreateAsync(
        PasskeyProofRequest request, Passkeys passkeys, PasskeyCeremonies ceremonies, PasskeyStore store, RateLimits limits, HttpContext context, CancellationToken cancel)
    {
        var id = OwnAccountEndpoints.UserOf(context);
        if (!IsUsable(request))
        {
            return Incomplete();
        }

        if (limits.JudgeProof(context, id) is { } no)
        {
            return no;
        }

        if (!await passkeys.ProveAsync(id, request.Password, request.Code, cancel) || await store.FindByIdAsync(id.ToString(), cancel) is not { } user)
        {
            return new Problem(ProblemTypes.ProofRefused);
        }

        var question = await ceremonies.AskToCreateAsync(id, user.Login, context);
        await passkeys.AskAsync(Callers.TokenOf(context), id, question.State, cancel);
        return Answer(question);
    }

    private static async Task<IResult> AddAsync(NewPasskeyRequest request, Passkeys passkeys, PasskeyCeremonies ceremonies, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var id = OwnAccountEndpoints.UserOf(context);
        var name = request.Name?.Trim().Normalize() ?? "";
        if (name.Length is 0 or > Passkey.LongestName || name.Any(char.IsControl) || TextOf(request.Credential) is not { } answer)
        {
            return new Problem(ProblemTypes.BadRequest, $"Send a name of 1 to {Passkey.LongestName} characters, and the credential as an object.");
        }

        if (await passkeys.TakeAsync(Callers.TokenOf(context), id, cancel) is not { } state || await ceremonies.JudgeCreatedAsync(state, answer, context) is not { } judged)
        {
            return new Problem(ProblemTypes.PasskeyRefused);
        }

        switch (await passkeys.AddAsync(id, name, judged, cancel))
        {
            case PasskeyChange.Added added:
                log.Changed(Callers.Of(context)!, "new passkey", id);
                Callers.Give(context, Callers.Cookie, added.Token);
                return TypedResults.Created($"{Own}/{added.Passkey.ShortId}", PasskeyAnswer.Of(added.Passkey));
            case PasskeyChange.Known:
                return new Problem(ProblemTypes.PasskeyRefused);
            case PasskeyChange.TooMany:
                return new Problem(ProblemTypes.BadRequest, $"There are {Passkey.MostOfOneUser} passkeys already; remove one first.");
            default:
                throw new UnreachableException();
        }
    }

    internal static async Task<IResult> RemoveAsync(
        string passkey, [FromBody(EmptyBodyBehavior = Microsoft.AspNetCore.Mvc.ModelBinding.EmptyBodyBehavior.Allow)] PasskeyProofRequest? request,
        Passkeys passkeys, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var id = OwnAccountEndpoints.UserOf(context);
        if (!(await passkeys.ListAsync(id, cancel)).Any(row => row.ShortId == passkey))
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (request is null || !IsUsable(request))
        {
            return Incomplete();
        }

        if (limits.JudgeProof(context, id) is { } no)
        {
            return no;
        }

        switch (await passkeys.RemoveAsync(id, passkey, request.Password, request.Code, cancel))
        {
            case PasskeyChange.Removed removed:
                log.Changed(Callers.Of(context)!, "removed passkey", id);
                Callers.Give(context, Callers.Cookie, removed.Token);
                return TypedResults.NoContent();
            case PasskeyChange.NoSuchPasskey:
                return new Problem(ProblemTypes.NotFound);
            case PasskeyChange.ProofWrong:
                return new Problem(ProblemTypes.ProofRefused);
            default:
                throw new UnreachableException();
        }
    }

    private static async Task<IResult> AskToSignAsync(Passkeys passkeys, PasskeyCeremonies ceremonies, RandomNumberGenerator random, HttpContext context, CancellationToken cancel)
    {
        var (question, token) = (await ceremonies.AskToSignAsync(context), Session.NewToken(random));
        await passkeys.AskAsync(token, null, question.State, cancel);
        Callers.Give(context, Callers.PasskeyCookie, token);
        return Answer(question);
    }

    private static async Task<IResult> SignInAsync(PasskeySignInRequest request, Passkeys passkeys, PasskeyCeremonies ceremonies, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        if (TextOf(request.Credential) is not { } answer)
        {
            return new Problem(ProblemTypes.BadRequest, "Send the credential as an object.");
        }

        if (context.Request.Cookies[Callers.PasskeyCookie] is not { Length: > 0 } token
            || await passkeys.TakeAsync(token, null, cancel) is not { } state)
        {
            return new Problem(ProblemTypes.PasskeyRefused);
        }

        if (await ceremonies.JudgeSignedAsync(state, answer, context) is not { } judged)
        {
            await passkeys.TellRefusedAsync(Addresses.ShortOf(context), cancel);
            return new Problem(ProblemTypes.PasskeyRefused);
        }

        Callers.TakeBack(context, Callers.PasskeyCookie);
        switch (await passkeys.SignInAsync(judged.User, judged.Passkey, Addresses.ShortOf(context), cancel))
        {
            case PasskeySignIn.SignedIn whole:
                log.SignedIn(whole.User);
                Callers.Give(context, Callers.Cookie, whole.Token);
                return TypedResults.NoContent();
            case PasskeySignIn.Copied copied:
                log.Copied(copied.User);
                return new Problem(ProblemTypes.PasskeyCopied);
            case PasskeySignIn.Refused:
                return new Problem(ProblemTypes.PasskeyRefused);
            default:
                throw new UnreachableException();
        }
    }

    private static ContentHttpResult Answer(PasskeyQuestion question) => TypedResults.Content(question.Options, "application/json");

    private static bool IsUsable(PasskeyProofRequest request) => OwnAccountEndpoints.IsUsable(request.Password) && (request.Code is null || OwnAccountEndpoints.IsUsable(request.Code));

    private static Problem Incomplete() => new(ProblemTypes.BadRequest, "Send the password, and a code where there is an authenticator app.");

    /// <summary>Null when it is nothing that a browser has made.</summary>
    private static string? TextOf(JsonElement credential) =>
        credential.ValueKind == JsonValueKind.Object && credential.GetRawText() is { Length: <= PasskeyCeremonies.LongestAnswer } text ? text : null;
}
