using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Digitize.Accounts;

/// <summary>
/// Codes that an authenticator app shows: RFC 6238 with HMAC-SHA-1, six digits and steps of 30 seconds, which is what every app can do.
/// Pure: the caller remembers which step was used, so that each code opens once.
/// </summary>
public static class TimeCodes
{
    public const int Digits = 6;

    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>The clock of a phone may be off by so many steps to either side.</summary>
    private const int Drift = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What RFC 6238 and every app use; HMAC does not rest on what SHA-1 has lost.
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0x0F)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is; null when it is none of now, or of one not later than <paramref name="lastUsed"/>.</summary>
    public static long? FindStep(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long? lastUsed)
    {
        var presented = Encoding.UTF8.GetBytes(code);
        long? found = null;

        // All of them, always: how long it takes tells nothing.
        for (var step = StepAt(now) - Drift; step <= StepAt(now) + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(presented, Encoding.UTF8.GetBytes(CodeAt(secret, step))) && (lastUsed is null || step > lastUsed))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>As apps take it typed in.</summary>
    public static string ToBase32(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var value in secret)
        {
            (bits, held) = ((bits << 8) | value, held + 8);
            for (; held >= 5; held -= 5)
            {
                text.Append(Base32[(bits >> (held - 5)) & 31]);
            }

            bits &= (1 << held) - 1;
        }

        return held > 0 ? text.Append(Base32[(bits << (5 - held)) & 31]).ToString() : text.ToString();
    }

    /// <summary>As apps read it from a picture.</summary>
    public static string ToUri(ReadOnlySpan<byte> secret, string login) =>
        $"otpauth://totp/Digitize:{Uri.EscapeDataString(login)}?secret={ToBase32(secret)}&issuer=Digitize&algorithm=SHA1&digits={Digits}&period={(int)Step.TotalSeconds}";
}
