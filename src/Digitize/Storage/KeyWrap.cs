using System.Security.Cryptography;
using System.Text;

namespace Digitize.Storage;

/// <summary>
/// One key locked by another: AES key wrap with padding (RFC 5649, NIST SP 800-38F) under a key derived for one purpose, so that what was wrapped for one account or document opens for no other.
/// <c>version (1) | id of the wrapping key (8) | wrapped key (40)</c>. It needs no nonce, so there is none to repeat.
/// </summary>
internal static class KeyWrap
{
    internal const int KeyBytes = 32;
    internal const int IdBytes = 8;
    private const byte Version = 1;
    private const int WrappedBytes = 1 + IdBytes + KeyBytes + 8;

    public static byte[] IdOf(ReadOnlySpan<byte> key)
    {
        var id = new byte[IdBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, key, id, "digitize key id v1"u8);
        return id;
    }

    public static byte[] Wrap(ReadOnlySpan<byte> by, ReadOnlySpan<byte> key, string context)
    {
        if (key.Length != KeyBytes)
            throw new ArgumentException("A key has 32 bytes.", nameof(key));
        using var aes = CipherFor(by, context);
        return [Version, .. IdOf(by), .. aes.EncryptKeyWrapPadded(key)];
    }

    /// <exception cref="CryptographicException">It was wrapped by another key or for another purpose, or was changed.</exception>
    public static byte[] Unwrap(ReadOnlySpan<byte> by, ReadOnlySpan<byte> wrapped, string context)
    {
        if (wrapped.Length != WrappedBytes || wrapped[0] != Version)
            throw new CryptographicException("This is not a wrapped key.");
        var id = wrapped.Slice(1, IdBytes);
        var expected = IdOf(by);
        if (!id.SequenceEqual(expected))
            throw new CryptographicException($"The key was wrapped by the key {Convert.ToHexStringLower(id)}, and the key given is {Convert.ToHexStringLower(expected)}.");
        using var aes = CipherFor(by, context);
        var key = aes.DecryptKeyWrapPadded(wrapped[(1 + IdBytes)..]);
        return key.Length == KeyBytes ? key : throw new CryptographicException("The wrapped key has a wrong length.");
    }

    /// <summary>The id of the key that opens this, as <see cref="MasterKey.Id"/> has it; empty when it is no wrapped key.</summary>
    public static string WrappedBy(ReadOnlySpan<byte> wrapped) => wrapped.Length == WrappedBytes ? Convert.ToHexStringLower(wrapped.Slice(1, IdBytes)) : "";

    /// <summary>Parts joined so that no two lists of parts give the same text.</summary>
    public static string Context(params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length).Append(':').Append(part);
        return text.ToString();
    }

    private static Aes CipherFor(ReadOnlySpan<byte> by, string context)
    {
        Span<byte> derived = stackalloc byte[KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, by, derived, Encoding.UTF8.GetBytes("digitize key wrap v1 " + context));
        var aes = Aes.Create();
        aes.SetKey(derived);
        CryptographicOperations.ZeroMemory(derived);
        return aes;
    }
}
