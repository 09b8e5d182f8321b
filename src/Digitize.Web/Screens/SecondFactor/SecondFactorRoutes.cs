using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.SecondFactor;

/// <summary>Authenticator app and passkeys of whoever is signed in. The operations of the interface do what is asked; here their answers become a page.</summary>
internal static class SecondFactorRoutes
{
    private const string Address = "/account/second-factor";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup(Address).NeedsCaller().IsScreen().AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        own.MapGet("", (SecondFactors factors, Passkeys passkeys, HttpContext context, CancellationToken cancel) => PageAsync(new FactorNews.None(), factors, passkeys, context, cancel));
        own.MapPost("", DoAsync).FromOwnPages();
    }

    private static async Task<IResult> DoAsync(SecondFactors factors, Passkeys passkeys, RateLimits limits, AccessLog log, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var (password, code) = (form["password"].ToString(), form["code"].ToString().Replace(" ", "", StringComparison.Ordinal));
        var does = form["does"].ToString();
        var done = does switch
        {
            "begin" => await OwnAccountEndpoints.BeginAsync(new ProofRequest(password), factors, limits, log, context, cancel),
            "confirm" => await OwnAccountEndpoints.ConfirmAsync(new CodeRequest(code), factors, limits, log, context, cancel),
            "codes" => await OwnAccountEndpoints.RenewCodesAsync(new FullProofRequest(password, code), factors, limits, log, context, cancel),
            "remove" => await OwnAccountEndpoints.RemoveAsync(new FullProofRequest(password, code), factors, limits, log, context, cancel),
            "remove-passkey" => await PasskeyEndpoints.RemoveAsync(form["passkey"].ToString(), new PasskeyProofRequest(password, code.Length > 0 ? code : null), passkeys, limits, log, context, cancel),
            _ => new Problem(ProblemTypes.BadRequest),
        };
        FactorNews? news = done switch
        {
            Problem no => new FactorNews.Refused(no.Type, IsConfirming: does == "confirm"),
            Ok<AuthenticatorAnswer> { Value: { } begun } => new FactorNews.Begun(begun.Secret, begun.Uri),
            Ok<RecoveryCodesAnswer> { Value: { } codes } => new FactorNews.Codes(codes.RecoveryCodes),
            _ => null,
        };
        return news is null ? new SeeOther(Address) : await PageAsync(news, factors, passkeys, context, cancel);
    }

    private static async Task<Screen> PageAsync(FactorNews news, SecondFactors factors, Passkeys passkeys, HttpContext context, CancellationToken cancel)
    {
        var user = OwnAccountEndpoints.UserOf(context);
        var screen = Screen.Of<SecondFactorScreen>(
            (nameof(SecondFactorScreen.State), await factors.LookAsync(user, cancel)),
            (nameof(SecondFactorScreen.Passkeys), await passkeys.ListAsync(user, cancel)),
            (nameof(SecondFactorScreen.News), news));
        return news is FactorNews.Refused refused ? screen.With(refused.Type.Status) : screen;
    }
}

/// <summary>What the page tells besides how things are. The constructor is private: these are all there are.</summary>
public abstract record FactorNews
{
    private FactorNews()
    {
    }

    public sealed record None : FactorNews;

    /// <summary>A secret for an app, which counts once its first code has come.</summary>
    public sealed record Begun(string Secret, string Uri) : FactorNews
    {
        public override string ToString() => nameof(Begun);
    }

    /// <summary>To be kept on paper; they are shown this once.</summary>
    public sealed record Codes(IReadOnlyList<string> RecoveryCodes) : FactorNews
    {
        public override string ToString() => nameof(Codes);
    }

    /// <param name="IsConfirming">The app was being set up, and its code may be sent again.</param>
    public sealed record Refused(ProblemType Type, bool IsConfirming) : FactorNews;
}
