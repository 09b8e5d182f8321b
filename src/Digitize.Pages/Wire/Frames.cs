using System.Buffers.Binary;

namespace Digitize.Pages.Wire;

/// <summary>Messages on a pipe, each behind its length in four bytes, little endian.</summary>
internal static class Frames
{
    /// <summary>A page of print has five thousand letters; a message holds the text of one page, or the sizes of all.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    public static async Task WriteAsync(Stream pipe, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (message.Length > MostBytes)
        {
            throw new InvalidDataException($"A message has at most {MostBytes} bytes.");
        }

        // In one piece: the other side wakes once.
        var frame = new byte[sizeof(int) + message.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, message.Length);
        message.CopyTo(frame.AsMemory(sizeof(int)));
        await pipe.WriteAsync(frame, cancel).ConfigureAwait(false);
        await pipe.FlushAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Null when the other side has closed the pipe between two messages.</summary>
    /// <exception cref="EndOfStreamException">It closed it within one.</exception>
    /// <exception cref="InvalidDataException">The length is none that we accept.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream pipe, CancellationToken cancel)
    {
        var head = new byte[sizeof(int)];
        var read = await pipe.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        if (read == 0)
        {
            return null;
        }

        if (read < head.Length)
        {
            throw new EndOfStreamException();
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length is < 0 or > MostBytes)
        {
            throw new InvalidDataException($"A message of {length} bytes is not accepted.");
        }

        var message = new byte[length];
        await pipe.ReadExactlyAsync(message, cancel).ConfigureAwait(false);
        return message;
    }
}
