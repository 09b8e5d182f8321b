using System.IO.Compression;
using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Pdf;

/// <summary>Pages made of nothing, small enough to be read in a golden file.</summary>
internal static class SmallPages
{
    public static ArchivalMetadata Metadata { get; } = new("Brief an Größe & Söhne", "de", "Digitize 1.0", new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.FromHours(1)));

    /// <summary>A grey picture with a dark rectangle at the top left.</summary>
    public static PictureStream Gray(int width, int height) => Flate(PictureColor.Gray, width, height, 8, (x, y, _) => x < width / 3 && y < height / 4 ? (byte)40 : (byte)230);

    public static PictureStream Rgb(int width, int height) => Flate(PictureColor.Rgb, width, height, 8, (x, y, channel) => (byte)(channel == 0 ? 200 : x * 255 / width));

    /// <summary>Bitonal: black where <paramref name="black"/>.</summary>
    public static PictureStream Bitonal(int width, int height, Func<int, int, bool> black)
    {
        var rows = new byte[height * (((width + 7) / 8) + 1)];
        var stride = rows.Length / height;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                rows[(y * stride) + 1 + (x / 8)] |= (byte)(black(x, y) ? 0x80 >> (x % 8) : 0);
            }
        }

        return new PictureStream(PictureCoding.FlatePng, PictureColor.Bitonal, width, height, 1, Zlib(rows));
    }

    public static PictureStream Flate(PictureColor color, int width, int height, int bits, Func<int, int, int, byte> sample)
    {
        var channels = color switch { PictureColor.Rgb => 3, PictureColor.Cmyk => 4, _ => 1 };
        var stride = 1 + (width * channels);
        var rows = new byte[height * stride];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var c = 0; c < channels; c++)
                {
                    rows[(y * stride) + 1 + (x * channels) + c] = sample(x, y, c);
                }
            }
        }

        return new PictureStream(PictureCoding.FlatePng, color, width, height, bits, Zlib(rows));
    }

    public static FinishedPage Page(int number, PictureStream picture, params TextLine[] lines) =>
        Page(number, new EncodedPicture(picture.Width, picture.Height, new Dpi(72), [new PictureLayer(picture)]), lines);

    public static FinishedPage Page(int number, EncodedPicture picture, params TextLine[] lines)
    {
        var size = new PageSize(picture.Dpi.ToPoints(picture.Width), picture.Dpi.ToPoints(picture.Height));
        return new FinishedPage(new PageNumber(number), size, picture, new RecognizedPage(picture.Width, picture.Height, picture.Dpi, lines), new CleaningReport());
    }

    /// <summary>Words with their left and right ends, on one line of 30 pixels.</summary>
    public static TextLine Line(int top, params (string Text, int Left, int Right)[] words)
    {
        var boxes = words.Select(word => new Word(word.Text, new PixelBox(word.Left, top, word.Right, top + 30), new Confidence(0.9))).ToArray();
        return new TextLine(new PixelBox(words[0].Left, top, words[^1].Right, top + 30), new Baseline(words[0].Left, top + 24, 0), boxes);
    }

    public static byte[] Zlib(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return packed.ToArray();
    }
}
