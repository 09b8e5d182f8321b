using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digitize.Accounts;

namespace Digitize.Privacy;

/// <summary>
/// The encrypted part of an entry: <c>version (1) | nonce (12) | AES-256-GCM of JSON | tag (16)</c>, bound to its chain and place. The chain seals these bytes, so it can be verified when their key is gone.
/// </summary>
internal static class AuditDetails
{
    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Seal(byte[] key, AccountId? account, long sequence, IReadOnlyDictionary<string, string> details, RandomNumberGenerator random)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(details);
        var whole = new byte[1 + NonceBytes + plain.Length + TagBytes];
        whole[0] = Version;
        var nonce = whole.AsSpan(1, NonceBytes);
        random.GetBytes(nonce);
        using var gcm = new AesGcm(key, TagBytes);
        gcm.Encrypt(nonce, plain, whole.AsSpan(1 + NonceBytes, plain.Length), whole.AsSpan(^TagBytes..), Place(account, sequence));
        return whole;
    }

    /// <summary>Null when the key does not open them, or somebody has changed them.</summary>
    public static IReadOnlyDictionary<string, string>? TryOpen(byte[] key, AccountId? account, long sequence, byte[] whole)
    {
        if (whole.Length < 1 + NonceBytes + TagBytes || whole[0] != Version)
        {
            return null;
        }

        var plain = new byte[whole.Length - 1 - NonceBytes - TagBytes];
        try
        {
            using var gcm = new AesGcm(key, TagBytes);
            gcm.Decrypt(whole.AsSpan(1, NonceBytes), whole.AsSpan(1 + NonceBytes, plain.Length), whole.AsSpan(^TagBytes..), plain, Place(account, sequence));
            return JsonSerializer.Deserialize<Dictionary<string, string>>(plain);
        }
        catch (Exception closed) when (closed is CryptographicException or JsonException)
        {
            return null;
        }
    }

    private static byte[] Place(AccountId? account, long sequence)
    {
        var place = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);
        return [.. Encoding.ASCII.GetBytes($"digitize audit details v1 {account}"), .. place];
    }
}
