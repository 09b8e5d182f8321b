using System.Security.Cryptography;

namespace Digitize.Accounts;

/// <summary>A key of an account, for another system. Only the hash of its secret is kept.</summary>
public sealed class ApiKey
{
    /// <summary>The longest a key lives.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>The readable part of the key.</summary>
    public required string Id { get; init; }

    public required AccountId AccountId { get; init; }

    public required byte[] SecretSha256 { get; init; }

    public required Permissions Granted { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The day it was last used, and no more exact than that: it is for finding keys that nobody needs, not for watching people.</summary>
    public DateOnly? LastUsedOn { get; set; }

    /// <summary>The secret is right, and the key neither expired nor revoked.</summary>
    public bool Admits(ApiKeyText text, DateTimeOffset now) =>
        CryptographicOperations.FixedTimeEquals(SecretSha256, text.SecretSha256) && RevokedAt is null && now < ExpiresAt;
}
