using Digitize.Accounts;
using Digitize.Privacy;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Access;

/// <summary>From a request to its caller: a key in the Authorization header, or the session cookie. A key anywhere else is no key.</summary>
internal sealed class Callers(ApiKeys keys, Sessions sessions)
{
    /// <summary>The prefix makes browsers insist on Secure and on this host.</summary>
    public const string Cookie = "__Host-digitize";

    private const string Bearer = "Bearer ";

    private static readonly object Slot = new();

    private static readonly object ReleaseSlot = new();

    /// <summary>Between the two steps of signing in.</summary>
    public const string StepCookie = "__Host-digitize-step";

    /// <summary>Between the question for a passkey and its answer.</summary>
    public const string PasskeyCookie = "__Host-digitize-passkey";

    private static readonly CookieOptions CookieRules = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    public static Caller? Of(HttpContext context) => context.Items[Slot] as Caller;

    /// <summary>Tells people apart in a browser that several of them use; null for strangers and for who has to replace a password first.</summary>
    public static string? PersonOf(Caller? caller) => caller is { MustReplacePassword: false } ? $"{caller.Name} {caller.Account}" : null;

    /// <summary>The account of a caller that was let in.</summary>
    public static AccountId AccountOf(HttpContext context) => Of(context)?.Account ?? throw new InvalidOperationException("The operation needs an account and did not say so.");

    public static Actor ActorOf(HttpContext context) => ReleaseOf(context) is { } release ? Actor.Operator(release.OperatorId) : Of(context)!.Actor;

    /// <summary>A person who acts for the installation, also one who belongs to an account besides.</summary>
    public static Actor OperatorOf(HttpContext context) => Of(context) is { User: { } user } ? Actor.Operator(user) : Of(context)!.Actor;

    /// <summary>What lets an operator read in this request; null for everybody else.</summary>
    public static Release? ReleaseOf(HttpContext context) => context.Items[ReleaseSlot] as Release;

    public static void Remember(HttpContext context, Release release) => context.Items[ReleaseSlot] = release;

    public async Task<Caller?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await keys.FindCallerAsync(authorization[Bearer.Length..].Trim(), cancel) : null;
        }

        return context.Request.Cookies[Cookie] is { Length: > 0 } token ? await sessions.FindCallerAsync(token, cancel) : null;
    }

    /// <summary>The token of the session that the caller uses; empty for a key.</summary>
    public static string TokenOf(HttpContext context) => context.Request.Cookies[Cookie] ?? "";

    public static void Give(HttpContext context, string cookie, string token) => context.Response.Cookies.Append(cookie, token, CookieRules);

    public static void TakeBack(HttpContext context, string cookie) => context.Response.Cookies.Delete(cookie, CookieRules);

    public static void Remember(HttpContext context, Caller? caller) => context.Items[Slot] = caller;

    /// <summary>
    /// Whether a request with a cookie comes from one of our own pages. Browsers say so themselves; SameSite alone does not stop sister hosts.
    /// </summary>
    public static bool IsFromOwnPages(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Authorization.Count > 0 || !(request.Cookies.ContainsKey(Cookie) || request.Cookies.ContainsKey(StepCookie) || request.Cookies.ContainsKey(PasskeyCookie)))
        {
            return true;
        }

        return SaysOwnPages(request);
    }

    /// <summary>For forms, which a foreign page can send without a cookie as well: to sign somebody in as somebody else.</summary>
    public static bool SaysOwnPages(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin";
        }

        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value;
    }
}
