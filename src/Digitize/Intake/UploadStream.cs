namespace Digitize.Intake;

/// <summary>
/// The bytes of an upload on their way to the disk: first those that were read to tell the format, then the rest, and never more than is allowed.
/// Leaves the sender's stream open.
/// </summary>
internal sealed class UploadStream(ReadOnlyMemory<byte> start, Stream rest, long mostBytes) : Stream
{
    private ReadOnlyMemory<byte> _start = start;
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _given; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_start.IsEmpty)
        {
            var copied = Math.Min(buffer.Length, _start.Length);
            _start[..copied].CopyTo(buffer);
            _start = _start[copied..];
            return Counted(copied);
        }

        return Counted(await rest.ReadAsync(buffer, cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Counted(int read)
    {
        _given += read;
        return _given <= mostBytes ? read : throw new UploadTooLargeException();
    }
}

/// <summary>Stops the copying; <see cref="Intake"/> turns it into an answer.</summary>
internal sealed class UploadTooLargeException : Exception;
