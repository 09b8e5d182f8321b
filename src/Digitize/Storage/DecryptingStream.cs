using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>The plain bytes of an encrypted blob, seekable, one frame in memory. What cannot be proven whole is never given out: the read throws instead. Owns the sealed stream and the cipher.</summary>
internal sealed class DecryptingStream : Stream
{
    private readonly Stream sealedBlob;
    private readonly BlobCipher cipher;
    private readonly long sealedLength;
    private readonly long frames;
    private readonly byte[] sealedFrame = new byte[BlobCipher.FrameBytes + BlobCipher.TagBytes];
    private readonly byte[] plain = new byte[BlobCipher.FrameBytes];
    private long? frameInHand;
    private long position;

    private DecryptingStream(Stream sealedBlob, BlobCipher cipher)
    {
        this.sealedBlob = sealedBlob;
        this.cipher = cipher;
        sealedLength = sealedBlob.Length;
        frames = BlobCipher.FrameCount(sealedLength);
        Length = BlobCipher.PlainLength(sealedLength);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    /// <summary>Opens the last frame first: only that proves that nothing was cut off, and so that the length is true.</summary>
    public static async Task<DecryptingStream> OpenAsync(Stream sealedBlob, BlobCipher cipher, CancellationToken cancel)
    {
        var stream = new DecryptingStream(sealedBlob, cipher);
        await stream.TakeFrameAsync(stream.frames - 1, cancel);
        return stream;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || position >= Length)
            return 0;
        var frame = position / BlobCipher.FrameBytes;
        if (frameInHand != frame)
            await TakeFrameAsync(frame, cancellationToken);
        return CopyTo(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || position >= Length)
            return 0;
        var frame = position / BlobCipher.FrameBytes;
        if (frameInHand != frame)
            TakeFrame(frame);
        return CopyTo(buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        SeekOrigin.End => Length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await sealedBlob.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        sealedBlob.Dispose();
        cipher.Dispose();
        CryptographicOperations.ZeroMemory(plain);
        base.Dispose(disposing);
    }

    private int CopyTo(Span<byte> buffer)
    {
        var inFrame = (int)(position % BlobCipher.FrameBytes);
        var count = Math.Min(buffer.Length, PlainBytesOf(frameInHand!.Value) - inFrame);
        plain.AsSpan(inFrame, count).CopyTo(buffer);
        position += count;
        return count;
    }

    private async Task TakeFrameAsync(long frame, CancellationToken cancel)
    {
        frameInHand = null;
        Seek(frame);
        var length = PlainBytesOf(frame) + BlobCipher.TagBytes;
        var read = await sealedBlob.ReadAtLeastAsync(sealedFrame.AsMemory(0, length), length, throwOnEndOfStream: false, cancel);
        OpenFrame(frame, read, length);
    }

    private void TakeFrame(long frame)
    {
        frameInHand = null;
        Seek(frame);
        var length = PlainBytesOf(frame) + BlobCipher.TagBytes;
        OpenFrame(frame, sealedBlob.ReadAtLeast(sealedFrame.AsSpan(0, length), length, throwOnEndOfStream: false), length);
    }

    private void OpenFrame(long frame, int read, int length)
    {
        if (read < length)
            throw new CryptographicException("The blob was cut while it was read.");
        cipher.Open((uint)frame, frame == frames - 1, sealedFrame.AsSpan(0, length), plain.AsSpan(0, length - BlobCipher.TagBytes));
        frameInHand = frame;
    }

    private void Seek(long frame)
    {
        var start = BlobCipher.FrameStart(frame);
        if (sealedBlob.Position != start)
            sealedBlob.Position = start;
    }

    private int PlainBytesOf(long frame) => (int)Math.Min(BlobCipher.FrameBytes, sealedLength - BlobCipher.FrameStart(frame) - BlobCipher.TagBytes);
}
