namespace Digitize.Accounts;

/// <summary>An authenticator app of a user. It counts from when its first code was shown.</summary>
public sealed class SecondFactor
{
    /// <summary>A secret that nobody confirmed in this time is thrown away.</summary>
    public static readonly TimeSpan LongestEnrollment = TimeSpan.FromMinutes(15);

    public required UserId UserId { get; init; }

    /// <summary>See <see cref="FactorSecrets"/>; opened by the master key only.</summary>
    public required byte[] WrappedSeed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The step of the latest code that was taken: neither it nor an earlier one is taken again.</summary>
    public long? LastStep { get; set; }
}

/// <summary>A code for the day when the phone is lost; each opens once.</summary>
public sealed class RecoveryCode
{
    public const int Count = 10;

    public required UserId UserId { get; init; }

    public required byte[] Mac { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

/// <summary>A sign-in whose password was right and whose second factor is still to come. It opens nothing.</summary>
public sealed class SignInStep
{
    public static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    public const int MostAttempts = 5;

    public required byte[] TokenSha256 { get; init; }

    public required UserId UserId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Attempts { get; set; }
}
