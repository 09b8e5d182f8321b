using System.Buffers.Text;
using System.Security.Cryptography;

namespace Digitize.Accounts;

/// <summary>A signed-in browser. It lives on the server, so that it can be ended; the cookie holds a token that is stored only as its hash.</summary>
public sealed class Session
{
    public static readonly TimeSpan LongestIdle = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(12);

    /// <summary>A session is marked as seen at most this often, so that reading does not write each time.</summary>
    public static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    public required byte[] TokenSha256 { get; init; }

    public required UserId UserId { get; init; }

    /// <summary>The account the user works in; null for someone of the installation who belongs to none.</summary>
    public AccountId? AccountId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }

    public bool IsAlive(DateTimeOffset now) => now < SeenAt + LongestIdle && now < CreatedAt + LongestLife;

    public static string NewToken(RandomNumberGenerator random)
    {
        var bytes = new byte[32];
        random.GetBytes(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    public static byte[] Hash(string token) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token));
}
