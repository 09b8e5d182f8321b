using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Digitize.Storage;

/// <summary>
/// An object of an S3 store as a seekable stream, fetched in windows of memory: a slow reader holds no connection open, and a failed request is simply asked again.
/// The first window after a seek is small, each one that follows on twice as large.
/// </summary>
internal sealed class S3Stream(AmazonS3Client client, string bucket, BlobKey key, long length, string etag) : Stream
{
    private const int FirstWindow = 128 * 1024;
    private const int LargestWindow = 4 * 1024 * 1024;
    private const int MostAttempts = 3;

    private byte[] window = [];
    private int inWindow;
    private long windowStart;
    private int nextWindow = FirstWindow;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || position >= length)
            return 0;
        if (position < windowStart || position >= windowStart + inWindow)
            await FetchAsync(cancellationToken);
        var offset = (int)(position - windowStart);
        var count = Math.Min(buffer.Length, inWindow - offset);
        window.AsMemory(offset, count).CopyTo(buffer);
        position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => position + offset,
        SeekOrigin.End => length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task FetchAsync(CancellationToken cancel)
    {
        var followsOn = inWindow > 0 && position == windowStart + inWindow;
        nextWindow = followsOn ? Math.Min(nextWindow * 2, LargestWindow) : FirstWindow;
        var count = (int)Math.Min(nextWindow, length - position);
        if (window.Length < count)
            window = new byte[count];
        inWindow = 0;
        await ReadRangeWithRetriesAsync(count, cancel);
        (windowStart, inWindow) = (position, count);
    }

    /// <summary>The SDK sends a request again that got no answer, but not one whose answer broke off half-way.</summary>
    private async Task ReadRangeWithRetriesAsync(int count, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ReadRangeAsync(count, cancel);
                return;
            }
            catch (Exception problem) when (attempt < MostAttempts && problem is (HttpIOException or EndOfStreamException))
            {
            }
        }
    }

    private async Task ReadRangeAsync(int count, CancellationToken cancel)
    {
        var request = new GetObjectRequest { BucketName = bucket, Key = key.Value, ByteRange = new ByteRange(position, position + count - 1), EtagToMatch = etag };
        try
        {
            using var answer = await S3BlobStore.AskAsync($"give the blob {key}", () => client.GetObjectAsync(request, cancel));
            // A store that does not know ranges answers with the whole object from its start.
            if (answer.HttpStatusCode != HttpStatusCode.PartialContent)
                throw new IOException($"The store gave the blob {key} from its start when asked for a part.");
            await answer.ResponseStream.ReadExactlyAsync(window.AsMemory(0, count), cancel);
        }
        catch (AmazonS3Exception problem) when (problem.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException($"The blob {key} was deleted while it was read.", problem);
        }
    }
}
