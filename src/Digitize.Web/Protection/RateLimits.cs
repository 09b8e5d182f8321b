using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using Digitize.Accounts;
using Digitize.Sharing;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Protection;

/// <summary>How much one caller may ask for. Kept in memory: after a restart everybody begins afresh, which costs nothing.</summary>
public sealed record LimitOptions
{
    /// <summary>Requests of one key or user a second, in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 50;

    /// <summary>Requests that may come at once.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 500;

    /// <summary>Requests of one address without a credential that may come in a minute.</summary>
    [Range(1, 1_000_000)]
    public int StrangerRequestsPerMinute { get; init; } = 120;

    /// <summary>Attempts to sign in with one login from one address in a minute. The login is not locked: whoever knows it could lock its owner out.</summary>
    [Range(1, 1_000_000)]
    public int SignInsPerMinute { get; init; } = 5;

    /// <summary>The same from all addresses together, but for those where somebody has known the password of the login: the owner's are not used up by whoever guesses elsewhere.</summary>
    [Range(1, 1_000_000)]
    public int SignInsFromNewAddressesPerMinute { get; init; } = 20;

    /// <summary>Codes of one user that may be tried in an hour: six digits do not stand more. Only who has the password can use them up.</summary>
    [Range(1, 1_000_000)]
    public int CodesPerHour { get; init; } = 30;
}

/// <summary>Token buckets for each caller, each stranger's address and each login.</summary>
internal sealed class RateLimits(LimitOptions options) : IDisposable
{
    /// <summary>A bound for memory: who is forgotten shares the limit of new addresses until the next time.</summary>
    private const int MostKnownAddresses = 100_000;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _knownAddresses = new(StringComparer.Ordinal);
    private readonly PartitionedRateLimiter<string> _callers = Buckets(options.Burst, options.RequestsPerSecond, TimeSpan.FromSeconds(1));
    private readonly PartitionedRateLimiter<string> _strangers = Buckets(options.StrangerRequestsPerMinute, options.StrangerRequestsPerMinute, Minute);
    private readonly PartitionedRateLimiter<string> _logins = Buckets(options.SignInsPerMinute, options.SignInsPerMinute, Minute);

    private readonly PartitionedRateLimiter<string> _loginsFromNewAddresses = Buckets(options.SignInsFromNewAddressesPerMinute, options.SignInsFromNewAddressesPerMinute, Minute);

    private readonly PartitionedRateLimiter<string> _codes = Buckets(options.CodesPerHour, options.CodesPerHour, Hour);

    /// <summary>Null when the request may go on.</summary>
    public IResult? Judge(HttpContext context, Caller? caller) =>
        caller is null ? Take(_strangers, Addresses.LimitKey(context), context) : Take(_callers, caller.Name, context);

    /// <summary>Null when the attempt may go on.</summary>
    public IResult? JudgeSignIn(HttpContext context, string login)
    {
        var here = LoginHere(context, login);
        return Take(_logins, here, context) ?? (_knownAddresses.ContainsKey(here) ? null : Take(_loginsFromNewAddresses, User.Normalize(login), context));
    }

    /// <summary>The password was right.</summary>
    public void Remember(HttpContext context, string login) => Know(LoginHere(context, login));

    /// <summary>For a password or code that is asked for once more. Null when the attempt may go on.</summary>
    public IResult? JudgeProof(HttpContext context, UserId user) => Take(_logins, $"user {user}", context) ?? Take(_codes, $"user {user}", context);

    /// <summary>For the password of a link: as for a login, from one address and from all that have not known it. Null when the attempt may go on.</summary>
    public IResult? JudgeShared(HttpContext context, ShareLinkId link) =>
        Take(_logins, ShareHere(context, link), context) ?? (_knownAddresses.ContainsKey(ShareHere(context, link)) ? null : Take(_loginsFromNewAddresses, $"share\n{link}", context));

    /// <summary>The password of the link was right.</summary>
    public void Remember(HttpContext context, ShareLinkId link) => Know(ShareHere(context, link));

    public void Dispose()
    {
        _callers.Dispose();
        _strangers.Dispose();
        _logins.Dispose();
        _loginsFromNewAddresses.Dispose();
        _codes.Dispose();
    }

    private void Know(string who)
    {
        if (_knownAddresses.Count >= MostKnownAddresses)
        {
            _knownAddresses.Clear();
        }

        _knownAddresses[who] = true;
    }

    private static string ShareHere(HttpContext context, ShareLinkId link) => $"share {link} at {Addresses.LimitKey(context)}";

    private static string LoginHere(HttpContext context, string login) => $"login {User.Normalize(login)} at {Addresses.LimitKey(context)}";

    private static Problem? Take(PartitionedRateLimiter<string> limiter, string who, HttpContext context)
    {
        using var lease = limiter.AttemptAcquire(who);
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return new Problem(ProblemTypes.TooManyRequests);
    }

    private static PartitionedRateLimiter<string> Buckets(int size, int refill, TimeSpan period) =>
        PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = size,
            TokensPerPeriod = refill,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
}
