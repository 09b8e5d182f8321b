using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Digitize.Storage;

/// <summary>
/// Seals and opens the frames of one encrypted blob; the format is told byte by byte in <c>decisions/0010-blobs-and-keys.md</c>.
/// A frame is bound to its account, document, blob, place and to whether it is the last: moved, swapped or cut, it does not open.
/// </summary>
internal sealed class BlobCipher : IDisposable
{
    internal const int FrameBytes = 64 * 1024;
    internal const int TagBytes = 16;
    internal const int HeaderBytes = 32;

    private const int NoncePrefixBytes = 7;
    private const int SaltAt = 16;
    private const byte FrameSizeLog2 = 16;
    private const byte Version = 1;

    private readonly AesGcm gcm;
    private readonly byte[] nonce = new byte[NoncePrefixBytes + 4 + 1];
    private readonly byte[] associated;

    private BlobCipher(ReadOnlySpan<byte> documentKey, byte[] header, DocumentKeys keys, BlobKey blob)
    {
        Header = header;
        Span<byte> derived = stackalloc byte[KeyWrap.KeyBytes + NoncePrefixBytes];
        var info = Encoding.UTF8.GetBytes("digitize blob v1 " + blob.Value);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, documentKey, derived, header.AsSpan(SaltAt), info);
        gcm = new AesGcm(derived[..KeyWrap.KeyBytes], TagBytes);
        derived[KeyWrap.KeyBytes..].CopyTo(nonce);
        CryptographicOperations.ZeroMemory(derived);
        associated = [.. header, .. Encoding.UTF8.GetBytes(KeyWrap.Context(keys.Account, keys.Document, blob.Value)), 0, 0, 0, 0];
    }

    /// <summary><c>"DGZB" | version | log2 of the frame size | 0 0 | id of the document key (8) | salt (16)</c></summary>
    public byte[] Header { get; }

    /// <summary>For a new blob. The salt is new for every write, so that not even the same key written twice repeats a nonce.</summary>
    public static BlobCipher ForWriting(ReadOnlySpan<byte> documentKey, DocumentKeys keys, BlobKey blob, RandomNumberGenerator random)
    {
        var header = new byte[HeaderBytes];
        StartOfHeader(documentKey).CopyTo(header, 0);
        random.GetBytes(header.AsSpan(SaltAt));
        return new BlobCipher(documentKey, header, keys, blob);
    }

    /// <exception cref="CryptographicException">The header is none, of a later version, or of another document's key.</exception>
    public static BlobCipher ForReading(ReadOnlySpan<byte> documentKey, byte[] header, DocumentKeys keys, BlobKey blob) =>
        header.AsSpan(0, SaltAt).SequenceEqual(StartOfHeader(documentKey))
            ? new BlobCipher(documentKey, header, keys, blob)
            : throw new CryptographicException($"The blob {blob} does not start as one encrypted with the key of its document.");

    public static long PlainLength(long sealedLength)
    {
        var frames = FrameCount(sealedLength);
        var plain = sealedLength - HeaderBytes - frames * TagBytes;
        // The last frame may be empty only when it is the only one; otherwise there would be two ways to write one content.
        return plain < 0 || (frames > 1 && plain <= (frames - 1) * FrameBytes) ? throw new CryptographicException("The blob was cut.") : plain;
    }

    public static long FrameCount(long sealedLength) => Math.Max(1, (sealedLength - HeaderBytes + FrameBytes + TagBytes - 1) / (FrameBytes + TagBytes));

    public static long FrameStart(long frame) => HeaderBytes + frame * (FrameBytes + TagBytes);

    public void Seal(uint frame, bool isLast, ReadOnlySpan<byte> plain, Span<byte> sealedFrame)
    {
        PlaceAt(frame, isLast);
        gcm.Encrypt(nonce, plain, sealedFrame[..plain.Length], sealedFrame.Slice(plain.Length, TagBytes), associated);
    }

    /// <exception cref="CryptographicException">A bit is wrong, or this is not that frame of that blob.</exception>
    public void Open(uint frame, bool isLast, ReadOnlySpan<byte> sealedFrame, Span<byte> plain)
    {
        PlaceAt(frame, isLast);
        gcm.Decrypt(nonce, sealedFrame[..^TagBytes], sealedFrame[^TagBytes..], plain, associated);
    }

    public void Dispose() => gcm.Dispose();

    private static byte[] StartOfHeader(ReadOnlySpan<byte> documentKey) => [.. "DGZB"u8, Version, FrameSizeLog2, 0, 0, .. KeyWrap.IdOf(documentKey)];

    private void PlaceAt(uint frame, bool isLast)
    {
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(NoncePrefixBytes), frame);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(associated.AsSpan(^4..), frame);
    }
}
