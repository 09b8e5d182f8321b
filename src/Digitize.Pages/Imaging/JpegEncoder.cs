using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>
/// JPEG through leptonica, colour at half resolution. Always progressive: its runs over many blocks make even paper nearly free, where a baseline file pays six bits for each block.
/// </summary>
internal static class JpegEncoder
{
    /// <summary>Colour so weak is noise of the camera or the scanner.</summary>
    private const int GrayTolerance = 6;

    public static PictureStream Encode(PageImage image, int quality) => new(
        PictureCoding.Jpeg, image.Depth == 8 ? PictureColor.Gray : PictureColor.Rgb, image.Width, image.Height, 8, Leptonica.WriteJpeg(image.Handle, quality));

    /// <param name="colors">0x00RRGGBB. A picture of greys is coded as grey.</param>
    public static unsafe PictureStream Encode(int width, int height, ReadOnlySpan<uint> colors, int quality)
    {
        var gray = IsGray(colors);
        using var pix = NativeCheck.Valid(Leptonica.pixCreate(width, height, gray ? 8 : 32), nameof(Leptonica.pixCreate));
        var wordsPerLine = Leptonica.pixGetWpl(pix);
        for (var y = 0; y < height; y++)
        {
            var row = colors.Slice(y * width, width);
            var target = new Span<uint>(Leptonica.pixGetData(pix) + ((long)y * wordsPerLine), wordsPerLine);
            for (var x = 0; x < width; x++)
            {
                if (gray)
                {
                    target[x >> 2] |= (row[x] >> 8 & 0xFF) << (24 - (8 * (x & 3)));
                }
                else
                {
                    target[x] = row[x] << 8;
                }
            }
        }

        return new PictureStream(PictureCoding.Jpeg, gray ? PictureColor.Gray : PictureColor.Rgb, width, height, 8, Leptonica.WriteJpeg(pix, quality));
    }

    private static bool IsGray(ReadOnlySpan<uint> colors)
    {
        foreach (var color in colors)
        {
            var (r, g, b) = ((int)(color >> 16), (int)(color >> 8 & 0xFF), (int)(color & 0xFF));
            if (Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b)) > GrayTolerance)
            {
                return false;
            }
        }

        return true;
    }
}
