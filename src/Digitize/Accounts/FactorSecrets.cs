using System.Security.Cryptography;
using System.Text;

namespace Digitize.Accounts;

/// <summary>Locks a seed of 32 bytes under the master key, for one user and for nobody else, and opens it again.</summary>
public sealed record SeedLock(Func<UserId, byte[], byte[]> Wrap, Func<UserId, byte[], byte[]> Unwrap)
{
    /// <summary>What the wrapping is bound to.</summary>
    public static string ContextOf(UserId user) => $"second factor {user}";
}

/// <summary>
/// What a user's second factor is made of, from one seed. The database holds the seed wrapped, so that its copy alone yields neither the codes of the
/// app nor, by trying them all, the recovery codes.
/// </summary>
internal sealed class FactorSecrets : IDisposable
{
    private const int SeedBytes = 32;

    /// <summary>As long as the hash, as RFC 4226 recommends.</summary>
    private const int AuthenticatorBytes = 20;

    private const int CodeGroup = 5;

    private readonly byte[] _seed;

    private FactorSecrets(byte[] seed)
    {
        _seed = seed;
        Authenticator = HKDF.Expand(HashAlgorithmName.SHA256, seed, AuthenticatorBytes, "digitize authenticator v1"u8.ToArray());
    }

    /// <summary>What the app and we share.</summary>
    public byte[] Authenticator { get; }

    public static byte[] NewSeed(RandomNumberGenerator random)
    {
        var seed = new byte[SeedBytes];
        random.GetBytes(seed);
        return seed;
    }

    /// <param name="seed">From now on this object's, which clears it.</param>
    public static FactorSecrets Of(byte[] seed) => new(seed);

    /// <summary>Two groups of five, 49 bits: to be written down, and useless to guess with five attempts a minute.</summary>
    public static string NewRecoveryCode(RandomNumberGenerator random) =>
        $"{RandomText.Of(CodeGroup, Passwords.Alphabet, random)}-{RandomText.Of(CodeGroup, Passwords.Alphabet, random)}";

    /// <summary>What is kept of a recovery code. A plain hash of so few bits could be tried through.</summary>
    public byte[] MacOf(string recoveryCode)
    {
        var plain = new string([.. recoveryCode.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
        var key = HKDF.Expand(HashAlgorithmName.SHA256, _seed, HMACSHA256.HashSizeInBytes, "digitize recovery codes v1"u8.ToArray());
        return HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(plain));
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_seed);
        CryptographicOperations.ZeroMemory(Authenticator);
    }
}
