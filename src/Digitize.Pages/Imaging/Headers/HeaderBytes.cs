using System.Buffers.Binary;

namespace Digitize.Pages.Imaging.Headers;

/// <summary>Numbers at places in a file that may lie about its own length. Whatever lies outside is Damaged, never an index error.</summary>
internal readonly ref struct HeaderBytes(ReadOnlySpan<byte> bytes, bool littleEndian = false)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    internal long Length => _bytes.Length;

    internal byte U8(long at) => Slice(at, 1)[0];

    internal int U16(long at)
    {
        var slice = Slice(at, 2);
        return littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(slice) : BinaryPrimitives.ReadUInt16BigEndian(slice);
    }

    internal uint U32(long at)
    {
        var slice = Slice(at, 4);
        return littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(slice) : BinaryPrimitives.ReadUInt32BigEndian(slice);
    }

    internal ulong U64(long at)
    {
        var slice = Slice(at, 8);
        return littleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(slice) : BinaryPrimitives.ReadUInt64BigEndian(slice);
    }

    internal ReadOnlySpan<byte> Slice(long at, long length)
    {
        if (at < 0 || length < 0 || at > _bytes.Length - length)
        {
            throw new UnreadableException(FailureCode.Damaged, "The picture ends in the middle of its header.");
        }

        return _bytes.Slice((int)at, (int)length);
    }
}
