using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Pixels of a picture, for comparing and for looking at.</summary>
internal static class PixelFiles
{
    /// <summary>Red, green and blue of one pixel; black or white of a bitonal one.</summary>
    public static unsafe (byte R, byte G, byte B) Pixel(PageImage image, int x, int y)
    {
        var line = Leptonica.pixGetData(image.Handle) + ((long)y * Leptonica.pixGetWpl(image.Handle));
        switch (image.Depth)
        {
            case 1:
                var bit = (byte)((line[x / 32] >> (31 - (x & 31)) & 1) == 1 ? 0 : 255);
                return (bit, bit, bit);
            case 8:
                var gray = (byte)(line[x / 4] >> (24 - (8 * (x & 3))));
                return (gray, gray, gray);
            default:
                return ((byte)(line[x] >> 24), (byte)(line[x] >> 16), (byte)(line[x] >> 8));
        }
    }

    public static void Write(PageImage image, string path)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 20);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"P6\n{image.Width} {image.Height}\n255\n"));
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (r, g, b) = Pixel(image, x, y);
                file.Write([r, g, b]);
            }
        }
    }
}
