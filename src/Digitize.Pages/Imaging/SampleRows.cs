using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging;

/// <summary>Rows of samples, as files hold them, into the 32-bit words of leptonica, whose first pixel is in the highest bits.</summary>
internal static class SampleRows
{
    /// <summary>Three bytes a pixel: red, green, blue.</summary>
    internal static void FromRgb(ReadOnlySpan<byte> rgb, Span<uint> words)
    {
        var pixels = rgb.Length / 3;
        var x = 0;

        // Four pixels at a time; 16 bytes are loaded for the 12 that are used.
        var order = Vector128.Create((byte)255, 2, 1, 0, 255, 5, 4, 3, 255, 8, 7, 6, 255, 11, 10, 9);
        for (; x + 6 <= pixels; x += 4)
        {
            var four = Vector128.Shuffle(Vector128.Create(rgb.Slice(x * 3, 16)), order);
            four.AsUInt32().CopyTo(words[x..]);
        }

        for (; x < pixels; x++)
        {
            words[x] = ((uint)rgb[x * 3] << 24) | ((uint)rgb[(x * 3) + 1] << 16) | ((uint)rgb[(x * 3) + 2] << 8);
        }
    }

    /// <summary>One byte a pixel, or eight pixels a byte; pad bits behind the last pixel become 0.</summary>
    internal static void FromPacked(ReadOnlySpan<byte> row, Span<uint> words, int bits)
    {
        words.Clear();
        row.CopyTo(MemoryMarshal.AsBytes(words));
        BinaryPrimitives.ReverseEndianness(words, words);
        var used = bits & 31;
        if (used != 0)
        {
            words[bits / 32] &= uint.MaxValue << (32 - used);
        }
    }
}
