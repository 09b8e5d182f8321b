using Digitize.Accounts;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Access;

/// <summary>From a request to its caller: a key in the Authorization header, or the session cookie. A key anywhere else is no key.</summary>
internal sealed class Callers(ApiKeys keys, SignIn signIn)
{
    /// <summary>The prefix makes browsers insist on Secure and on this host.</summary>
    public const string Cookie = "__Host-digitize";

    private const string Bearer = "Bearer ";

    private static readonly object Slot = new();

    public static Caller? Of(HttpContext context) => context.Items[Slot] as Caller;

    /// <summary>The account of a caller that was let in.</summary>
    public static AccountId AccountOf(HttpContext context) => Of(context)?.Account ?? throw new InvalidOperationException("The operation needs an account and did not say so.");

    public async Task<Caller?> FindAsync(HttpContext context, CancellationToken cancel)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.Length > 0)
        {
            return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await keys.FindCallerAsync(authorization[Bearer.Length..].Trim(), cancel) : null;
        }

        return context.Request.Cookies[Cookie] is { Length: > 0 } token ? await signIn.FindCallerAsync(token, cancel) : null;
    }

    public static void Remember(HttpContext context, Caller? caller) => context.Items[Slot] = caller;

    /// <summary>
    /// Whether a request with a cookie comes from one of our own pages. Browsers say so themselves; SameSite alone does not stop sister hosts.
    /// </summary>
    public static bool IsFromOwnPages(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Authorization.Count > 0 || !request.Cookies.ContainsKey(Cookie))
        {
            return true;
        }

        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin";
        }

        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value;
    }
}
