using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>
/// The rows of a picture where they lie in native memory, read and written as plain grey bytes. Leptonica keeps pixels in 32-bit words, the leftmost
/// in the highest bits. Whoever holds this keeps the picture alive.
/// </summary>
internal readonly unsafe ref struct PixelRows
{
    private static readonly ulong[] EightPixels = SpreadBits();

    private readonly uint* _data;
    private readonly int _wordsPerLine;

    public PixelRows(PageImage picture)
    {
        _data = Leptonica.pixGetData(picture.Handle);
        _wordsPerLine = Leptonica.pixGetWpl(picture.Handle);
        Width = picture.Width;
        Height = picture.Height;
        Depth = picture.Depth;
    }

    public int Width { get; }

    public int Height { get; }

    public int Depth { get; }

    /// <summary>Bytes that a row buffer for <see cref="ReadGray"/> and <see cref="WriteGray"/> must have: whole words of the widest depth.</summary>
    public int GrayBytes => (Width + 31) & ~31;

    public Span<uint> Words(int y) => new(_data + ((long)y * _wordsPerLine), _wordsPerLine);

    /// <summary>One row as grey bytes, 0 black; colour by its brightness.</summary>
    public void ReadGray(int y, Span<byte> row)
    {
        switch (Depth)
        {
            case 1:
                ReadBits(Words(y), row);
                break;
            case 8:
                BinaryPrimitives.ReverseEndianness(Words(y), MemoryMarshal.Cast<byte, uint>(row)[.._wordsPerLine]);
                break;
            default:
                ReadColor(Words(y), row);
                break;
        }
    }

    /// <summary>Writes one row of an 8-bit picture.</summary>
    public void WriteGray(int y, ReadOnlySpan<byte> row) =>
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, uint>(row)[.._wordsPerLine], Words(y));

    private static void ReadBits(ReadOnlySpan<uint> words, Span<byte> row)
    {
        var eights = MemoryMarshal.Cast<byte, ulong>(row);
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            eights[i * 4] = EightPixels[word >> 24];
            eights[(i * 4) + 1] = EightPixels[(word >> 16) & 255];
            eights[(i * 4) + 2] = EightPixels[(word >> 8) & 255];
            eights[(i * 4) + 3] = EightPixels[word & 255];
        }
    }

    /// <summary>Brightness with the weights of ITU-R BT.601 in 1/256.</summary>
    private static void ReadColor(ReadOnlySpan<uint> words, Span<byte> row)
    {
        var x = 0;
        var mask = Vector256.Create(255u);
        for (; x + 32 <= words.Length; x += 32)
        {
            var first = Vector256.Narrow(Brightness(words[x..], mask), Brightness(words[(x + 8)..], mask));
            var second = Vector256.Narrow(Brightness(words[(x + 16)..], mask), Brightness(words[(x + 24)..], mask));
            Vector256.Narrow(first, second).CopyTo(row[x..]);
        }

        for (; x < words.Length; x++)
        {
            var word = words[x];
            row[x] = (byte)(((77 * (word >> 24)) + (150 * ((word >> 16) & 255)) + (29 * ((word >> 8) & 255)) + 128) >> 8);
        }
    }

    private static Vector256<uint> Brightness(ReadOnlySpan<uint> words, Vector256<uint> mask)
    {
        var pixel = Vector256.Create(words);
        return (((pixel >>> 24) * 77u) + (((pixel >>> 16) & mask) * 150u) + (((pixel >>> 8) & mask) * 29u) + Vector256.Create(128u)) >>> 8;
    }

    private static ulong[] SpreadBits()
    {
        var table = new ulong[256];
        for (var bits = 0; bits < 256; bits++)
        {
            for (var pixel = 0; pixel < 8; pixel++)
            {
                var white = (bits & (128 >> pixel)) == 0;
                table[bits] |= white ? 255ul << (8 * pixel) : 0;
            }
        }

        return table;
    }
}
