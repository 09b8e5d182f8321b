using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>Plain bytes in, an encrypted blob out, three frames of memory at most. Neither the plain stream nor the cipher is its own.</summary>
internal sealed class EncryptingStream(Stream plain, BlobCipher cipher) : Stream
{
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] sealedFrame = new byte[BlobCipher.FrameBytes + BlobCipher.TagBytes];

    /// <summary>One frame is read ahead: only then is it known whether the one before is the last.</summary>
    private byte[] current = new byte[BlobCipher.FrameBytes];
    private byte[] next = new byte[BlobCipher.FrameBytes];
    private int nextLength;
    private ReadOnlyMemory<byte> ready = cipher.Header;
    private uint frame;
    private long plainLength;
    private bool hasStarted;
    private bool isDone;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Length and hash of the plain bytes; to be asked for once, when all was read.</summary>
    public BlobReceipt PlainReceipt() => isDone ? new BlobReceipt(plainLength, sha.GetHashAndReset()) : throw new InvalidOperationException("The blob was not read to its end.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ready.IsEmpty && !isDone)
            await SealNextAsync(cancellationToken);
        var count = Math.Min(buffer.Length, ready.Length);
        ready[..count].CopyTo(buffer);
        ready = ready[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(current);
        CryptographicOperations.ZeroMemory(next);
        sha.Dispose();
        base.Dispose(disposing);
    }

    private async Task SealNextAsync(CancellationToken cancel)
    {
        if (!hasStarted)
        {
            hasStarted = true;
            nextLength = await FillAsync(next, cancel);
        }

        (current, next) = (next, current);
        var length = nextLength;
        nextLength = length == BlobCipher.FrameBytes ? await FillAsync(next, cancel) : 0;
        isDone = nextLength == 0;
        cipher.Seal(frame, isDone, current.AsSpan(0, length), sealedFrame);
        sha.AppendData(current, 0, length);
        plainLength += length;
        frame = checked(frame + 1);
        ready = sealedFrame.AsMemory(0, length + BlobCipher.TagBytes);
    }

    private async Task<int> FillAsync(byte[] buffer, CancellationToken cancel) => await plain.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
}
