using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Digitize.Pages.Wire;

/// <summary>Builds a message or a file out of numbers, texts and bytes: little endian, each text and each run of bytes behind its length. <see cref="WireReader"/> reads it.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Byte(byte value) => _bytes.Write([value]);

    public void Int(int value)
    {
        Span<byte> buffer = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, value);
        _bytes.Write(buffer);
    }

    public void Long(long value)
    {
        Span<byte> buffer = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(buffer, value);
        _bytes.Write(buffer);
    }

    public void Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _bytes.Write(value);
    }

    public void Text(string value) => Bytes(Encoding.UTF8.GetBytes(value));

    public void Optional<T>(T? value, Action<T> write)
        where T : class
    {
        Bool(value is not null);
        if (value is not null)
        {
            write(value);
        }
    }

    public void Optional<T>(T? value, Action<T> write)
        where T : struct
    {
        Bool(value is not null);
        if (value is { } known)
        {
            write(known);
        }
    }

    public void List<T>(IReadOnlyList<T> values, Action<T> write)
    {
        Int(values.Count);
        foreach (var value in values)
        {
            write(value);
        }
    }
}
