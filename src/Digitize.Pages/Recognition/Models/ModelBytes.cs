using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Recognition.Models;

/// <summary>A part of a model, read from its front. All numbers are little-endian, and nothing is taken that is not there.</summary>
/// <param name="part">What these bytes hold, for the sentence about their damage.</param>
internal sealed class ModelBytes(ReadOnlyMemory<byte> bytes, string part)
{
    private int _at;

    public int Left => bytes.Length - _at;

    public byte Byte() => Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    /// <summary>A number that must lie between two bounds, both included.</summary>
    /// <exception cref="UnreadableException">It does not.</exception>
    public int Int32(int least, int most)
    {
        var value = Int32();
        return value >= least && value <= most ? value : throw Damaged();
    }

    /// <summary>How many things of a size follow: no more than there are bytes for.</summary>
    public int Count(int bytesEach)
    {
        var count = Int32();
        return count >= 0 && count <= Left / bytesEach ? count : throw Damaged();
    }

    /// <summary>A text that is preceded by its length in bytes.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count(1)));

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
        {
            throw Damaged();
        }

        var taken = bytes.Span.Slice(_at, count);
        _at += count;
        return taken;
    }

    public UnreadableException Damaged() => new(FailureCode.NotSupported, $"The language model is damaged: its {part} cannot be what it says.");
}
