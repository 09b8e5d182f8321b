using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Digitize.Tests.Storage;

/// <summary>
/// Keys and blobs read as <c>decisions/0010-blobs-and-keys.md</c> describes them, with nothing of the service's own code. What stands here may not change as long as blobs of version 1 exist.
/// </summary>
internal static class DocumentedFormat
{
    public static byte[] Unwrap(byte[] by, byte[] wrapped, string context)
    {
        using var aes = Aes.Create();
        aes.SetKey(HKDF.Expand(HashAlgorithmName.SHA256, by, 32, Encoding.UTF8.GetBytes("digitize key wrap v1 " + context)));
        Assert.That(wrapped[0], Is.EqualTo(1));
        Assert.That(wrapped[1..9], Is.EqualTo(IdOf(by)));
        return aes.DecryptKeyWrapPadded(wrapped.AsSpan(9));
    }

    public static byte[] Decrypt(byte[] documentKey, string account, string document, string blob, byte[] bytes)
    {
        var header = bytes[..32];
        Assert.That(header[..8], Is.EqualTo("DGZB\u0001\u0010\0\0"u8.ToArray()));
        Assert.That(header[8..16], Is.EqualTo(IdOf(documentKey)));
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, documentKey, 39, header[16..], Encoding.UTF8.GetBytes("digitize blob v1 " + blob));
        using var gcm = new AesGcm(derived.AsSpan(0, 32), 16);
        byte[] names = [.. header, .. Encoding.UTF8.GetBytes($"{account.Length}:{account}{document.Length}:{document}{blob.Length}:{blob}")];
        var plain = new List<byte>();
        for (var (start, number) = (32, 0); start < bytes.Length; start += 65552, number++)
        {
            var frame = bytes[start..Math.Min(bytes.Length, start + 65552)];
            var counter = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(counter, number);
            var isLast = start + 65552 >= bytes.Length;
            var opened = new byte[frame.Length - 16];
            byte[] nonce = [.. derived[32..], .. counter, isLast ? (byte)1 : (byte)0];
            byte[] associated = [.. names, .. counter];
            gcm.Decrypt(nonce, frame[..^16], frame[^16..], opened, associated);
            plain.AddRange(opened);
        }

        return [.. plain];
    }

    private static byte[] IdOf(byte[] key) => HKDF.Expand(HashAlgorithmName.SHA256, key, 8, "digitize key id v1"u8.ToArray());
}
