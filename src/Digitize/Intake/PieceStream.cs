using System.Security.Cryptography;

namespace Digitize.Intake;

/// <summary>
/// The next bytes of a sender, up to a limit. A line that breaks is the end of the stream, so that what has arrived by then is kept. Hashes what passes.
/// </summary>
internal sealed class PieceStream(Stream sender, long limit, IncrementalHash? hash) : Stream
{
    private readonly byte[] _first = new byte[1];
    private bool _firstWaits;

    /// <summary>Bytes that have passed.</summary>
    public long Passed { get; private set; }

    /// <summary>The sender has no more, or is gone.</summary>
    public bool SenderEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Waits for the first byte. False when there will be none.</summary>
    public async Task<bool> HasAnyAsync(CancellationToken cancel)
    {
        if (!_firstWaits && Passed == 0 && limit > 0)
        {
            _firstWaits = await ReadSenderAsync(_first, cancel) == 1;
        }

        return _firstWaits;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Passed >= limit)
        {
            return 0;
        }

        var count = 0;
        if (_firstWaits)
        {
            buffer.Span[0] = _first[0];
            _firstWaits = false;
            count = 1;
        }
        else
        {
            var most = (int)Math.Min(buffer.Length, limit - Passed);
            count = await ReadSenderAsync(buffer[..most], cancellationToken);
        }

        hash?.AppendData(buffer.Span[..count]);
        Passed += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A sender is waited for, never blocked on.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async ValueTask<int> ReadSenderAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        if (SenderEnded)
        {
            return 0;
        }

        try
        {
            var count = await sender.ReadAsync(buffer, cancel);
            SenderEnded = count == 0;
            return count;
        }
        catch (IOException)
        {
            SenderEnded = true;
            return 0;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            SenderEnded = true;
            return 0;
        }
    }
}
