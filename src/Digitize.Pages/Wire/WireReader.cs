using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Wire;

/// <summary>
/// Reads what <see cref="WireWriter"/> wrote, trusting nothing: whoever wrote it may have been taken over by the letter it was reading.
/// Every number has bounds, every length is checked against what is left before anything is allocated, and texts lose their control characters.
/// </summary>
/// <remarks>All members throw <see cref="InvalidDataException"/> for what they do not accept.</remarks>
internal sealed class WireReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public bool Bool() => Byte() switch { 0 => false, 1 => true, _ => throw Wrong("a truth value") };

    public byte Byte() => Take(1)[0];

    public int Int(int least, int most)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));
        return value >= least && value <= most ? value : throw Wrong("a number");
    }

    public long Long(long least, long most)
    {
        var value = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        return value >= least && value <= most ? value : throw Wrong("a number");
    }

    /// <summary>Never NaN and never infinite.</summary>
    public double Double(double least, double most)
    {
        var value = BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(double))));
        return value >= least && value <= most ? value : throw Wrong("a number");
    }

    public byte[] Bytes(int most) => Take(Int(0, most)).ToArray();

    /// <summary>Without control characters but line feed, form feed and tab, and without signs that turn the direction of writing.</summary>
    /// <param name="most">Bytes of UTF-8.</param>
    public string Text(int most) => PlainText.Of(Encoding.UTF8.GetString(Take(Int(0, most))));

    /// <summary>One of the names that the enumeration has.</summary>
    public TEnum Name<TEnum>()
        where TEnum : struct, Enum
    {
        var value = (TEnum)Enum.ToObject(typeof(TEnum), Int(0, int.MaxValue));
        return Enum.IsDefined(value) ? value : throw Wrong(typeof(TEnum).Name);
    }

    public T? Optional<T>(Func<T> read)
        where T : class => Bool() ? read() : null;

    public T? OptionalValue<T>(Func<T> read)
        where T : struct => Bool() ? read() : null;

    public List<T> List<T>(int most, Func<T> read)
    {
        // An element takes at least one byte, so that a short message cannot ask for a long list.
        var count = Int(0, Math.Min(most, bytes.Length - _at));
        var values = new List<T>(Math.Min(count, 1024));
        for (var i = 0; i < count; i++)
        {
            values.Add(read());
        }

        return values;
    }

    /// <summary>Nothing may stand behind what was read.</summary>
    public void End()
    {
        if (_at != bytes.Length)
        {
            throw Wrong("the end");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
        {
            throw Wrong("more bytes");
        }

        _at += count;
        return bytes.Span.Slice(_at - count, count);
    }

    private InvalidDataException Wrong(string expected) => new($"At byte {_at} {expected} was expected.");
}
