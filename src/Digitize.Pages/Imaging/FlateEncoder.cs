using System.Buffers;
using System.IO.Compression;
using System.Numerics;

namespace Digitize.Pages.Imaging;

/// <summary>Lossless coding of pictures with few colours, such as screenshots: indexes of 1 to 8 bits, or grey samples, behind PNG filters.</summary>
internal static class FlateEncoder
{
    private const int MaxColors = 256;

    /// <summary>The picture by a palette of its own; null when it has more than 256 colours.</summary>
    public static PictureStream? EncodePalette(PageImage image, CancellationToken cancel)
    {
        if (ColorTable.Of(image) is not { } colors)
        {
            return null;
        }

        var bits = colors.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        var palette = new byte[3 * colors.Count];
        for (var i = 0; i < colors.Count; i++)
        {
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = colors[i];
        }

        var data = Compress(image.Height, ((image.Width * bits) + 7) / 8, (y, row) => colors.PackRow(image, y, bits, row), cancel);
        return new PictureStream(PictureCoding.FlatePng, PictureColor.Palette, image.Width, image.Height, bits, data) { Palette = palette };
    }

    /// <summary>One pixel of one colour, to be spread over the page.</summary>
    public static PictureStream EncodeColor((byte R, byte G, byte B) color)
    {
        var gray = color.R == color.G && color.G == color.B;
        byte[] samples = gray ? [color.R] : [color.R, color.G, color.B];
        var data = Compress(1, samples.Length, (_, row) => samples.CopyTo(row), CancellationToken.None);
        return new PictureStream(PictureCoding.FlatePng, gray ? PictureColor.Gray : PictureColor.Rgb, 1, 1, 8, data);
    }

    private delegate void FillRow(int y, Span<byte> row);

    /// <summary>
    /// Rows behind the filter "none" or "up", whichever leaves fewer bytes that are not 0. Indexes of colours do not grow evenly from pixel to pixel,
    /// so the filters that predict from the left only make them worse.
    /// </summary>
    private static byte[] Compress(int height, int rowBytes, FillRow fill, CancellationToken cancel)
    {
        using var result = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(3 * rowBytes);
        using (var zlib = new ZLibStream(result, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = buffer.AsSpan(0, rowBytes);
            var above = buffer.AsSpan(rowBytes, rowBytes);
            var difference = buffer.AsSpan(2 * rowBytes, rowBytes);
            above.Clear();
            for (var y = 0; y < height; y++)
            {
                cancel.ThrowIfCancellationRequested();
                row.Clear();
                fill(y, row);
                Subtract(row, above, difference);
                var up = difference.Count((byte)0) > row.Count((byte)0);
                zlib.WriteByte(up ? (byte)2 : (byte)0);
                zlib.Write(up ? difference : row);
                row.CopyTo(above);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return result.ToArray();
    }

    private static void Subtract(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> difference)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (new Vector<byte>(row[i..]) - new Vector<byte>(above[i..])).CopyTo(difference[i..]);
        }

        for (; i < row.Length; i++)
        {
            difference[i] = (byte)(row[i] - above[i]);
        }
    }

    /// <summary>The colours of a picture, each with its index; open addressing, because a page asks millions of times.</summary>
    private sealed class ColorTable
    {
        private const int Slots = 1024;
        private readonly uint[] _keys = new uint[Slots];
        private readonly short[] _indexes = new short[Slots];
        private readonly List<uint> _colors = [];

        private ColorTable() => _indexes.AsSpan().Fill(-1);

        public int Count => _colors.Count;

        public (byte R, byte G, byte B) this[int index] => ((byte)(_colors[index] >> 16), (byte)(_colors[index] >> 8), (byte)_colors[index]);

        public static ColorTable? Of(PageImage image)
        {
            var table = new ColorTable();
            for (var y = 0; y < image.Height; y++)
            {
                var last = uint.MaxValue;
                var row = new PixelRow(image, y);
                for (var x = 0; x < image.Width; x++)
                {
                    var color = row[x];
                    if (color != last)
                    {
                        _ = table.IndexOf(color);
                        last = color;
                        if (table.Count > MaxColors)
                        {
                            return null;
                        }
                    }
                }
            }

            return table;
        }

        public void PackRow(PageImage image, int y, int bits, Span<byte> target)
        {
            var row = new PixelRow(image, y);
            var (last, index) = (row[0], IndexOf(row[0]));
            for (var x = 0; x < image.Width; x++)
            {
                if (row[x] is var color && color != last)
                {
                    (last, index) = (color, IndexOf(color));
                }

                var place = x * bits;
                target[place >> 3] |= (byte)(index << (8 - bits - (place & 7)));
            }
        }

        private int IndexOf(uint color)
        {
            var slot = (int)((color * 2654435761) >> 22);
            while (_indexes[slot] >= 0 && _keys[slot] != color)
            {
                slot = (slot + 1) & (Slots - 1);
            }

            if (_indexes[slot] < 0)
            {
                (_keys[slot], _indexes[slot]) = (color, (short)_colors.Count);
                _colors.Add(color);
            }

            return _indexes[slot];
        }
    }
}
