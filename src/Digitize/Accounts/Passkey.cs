using System.Security.Cryptography;

namespace Digitize.Accounts;

/// <summary>A passkey of a user: a key pair in a device that asks its owner for a finger or a PIN. The public half of it is here.</summary>
public sealed class Passkey
{
    public const int LongestName = 100;

    /// <summary>More than anybody has devices; each makes the list that goes to the browser longer.</summary>
    public const int MostOfOneUser = 20;

    /// <summary>Chosen by the device, 1023 bytes at most; no two users have the same.</summary>
    public required byte[] CredentialId { get; init; }

    public required UserId UserId { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    /// <summary>As COSE_Key (RFC 9052).</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>How often the device has signed; 0 where it does not count. One that does not grow tells of a copy.</summary>
    public required long SignCount { get; set; }

    /// <summary>How the device is reached (<c>internal</c>, <c>usb</c>, …), between commas.</summary>
    public required string Transports { get; init; }

    /// <summary>Whether the device may copy it to others of its owner. It never changes.</summary>
    public required bool IsBackupEligible { get; init; }

    public required bool IsBackedUp { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The day, and no more exact than that.</summary>
    public DateOnly? LastUsedOn { get; set; }

    /// <summary>Names it to its owner: short enough for an address, and it opens nothing.</summary>
    public string ShortId => Convert.ToHexStringLower(SHA256.HashData(CredentialId).AsSpan(0, 8));
}

/// <summary>A question that a device is to sign. It is answered once, within its time, by the browser that holds its token.</summary>
public sealed class PasskeyChallenge
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>Of the session that adds a passkey, or of the cookie that the question came with.</summary>
    public required byte[] TokenSha256 { get; init; }

    /// <summary>Who adds a passkey; null for somebody who signs in and is not known yet.</summary>
    public UserId? UserId { get; init; }

    /// <summary>What the framework has to see again to judge the answer.</summary>
    public required string State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
