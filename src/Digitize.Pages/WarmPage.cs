using System.Buffers.Binary;

namespace Digitize.Pages;

/// <summary>
/// A small page of our own with six lines of capitals on it. Whoever has read it has compiled the code and touched the models that the first letter needs: that takes longer than reading the page.
/// </summary>
internal static class WarmPage
{
    private const int Width = 1000;
    private const int Height = 700;
    private const int Dot = 5;
    private const int PerMeter = 11_811;

    /// <summary>Five dots across and seven down; a row's highest of five bits is its left dot.</summary>
    private static readonly Dictionary<char, byte[]> Letters = new()
    {
        ['E'] = [31, 16, 16, 30, 16, 16, 31],
        ['H'] = [17, 17, 17, 31, 17, 17, 17],
        ['I'] = [14, 4, 4, 4, 4, 4, 14],
        ['L'] = [16, 16, 16, 16, 16, 16, 31],
        ['O'] = [14, 17, 17, 17, 17, 17, 14],
        ['T'] = [31, 4, 4, 4, 4, 4, 4],
    };

    /// <summary>As a BMP file of 8-bit gray at 300 dpi.</summary>
    public static byte[] File()
    {
        const int PixelsAt = 54 + (256 * 4);
        var file = new byte[PixelsAt + (Width * Height)];
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        int[] header = [PixelsAt, 40, Width, Height, 1 | (8 << 16), 0, Width * Height, PerMeter, PerMeter, 256, 256];
        for (var i = 0; i < header.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10 + (4 * i)), header[i]);
        }

        for (var level = 0; level < 256; level++)
        {
            file.AsSpan(54 + (4 * level), 3).Fill((byte)level);
        }

        file.AsSpan(PixelsAt).Fill(240);
        for (var line = 0; line < 6; line++)
        {
            Write("HOLT TEILE HEIL LEO TOTE", 60, 60 + (line * 100), file.AsSpan(PixelsAt));
        }

        return file;
    }

    private static void Write(string text, int left, int top, Span<byte> pixels)
    {
        foreach (var sign in text)
        {
            for (var y = 0; y < 7 * Dot && Letters.TryGetValue(sign, out var rows); y++)
            {
                for (var x = 0; x < 5 * Dot; x++)
                {
                    if ((rows[y / Dot] & (16 >> (x / Dot))) != 0)
                    {
                        // The lowest row comes first in a BMP file.
                        pixels[((Height - 1 - top - y) * Width) + left + x] = 20;
                    }
                }
            }

            left += 6 * Dot;
        }
    }
}
