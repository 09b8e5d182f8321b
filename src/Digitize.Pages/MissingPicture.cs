using Digitize.Pages.Imaging;

namespace Digitize.Pages;

/// <summary>Stands for a page of a picture file that could not even be decoded: a crossed frame, so that nobody takes it for a blank page.</summary>
internal static class MissingPicture
{
    private const int Dots = 100;

    public static FinishedPage For(PageResult page)
    {
        var dpi = new Dpi(Dots);
        var size = page.Size is { WidthPoints: >= 72 and <= 14_000, HeightPoints: >= 72 and <= 14_000 } known ? known : new PageSize(595, 842);
        var width = (int)Math.Round(dpi.ToPixels(size.WidthPoints));
        var height = (int)Math.Round(dpi.ToPixels(size.HeightPoints));
        using var picture = PageImage.FromGray(Crossed(width, height), dpi);
        var encoded = PageEncoder.Encode(picture, null, null, Placement.Straight, null, CancellationToken.None);
        return new FinishedPage(page.Number, size, encoded, null, new CleaningReport()) { Failure = page.Failure };
    }

    private static GrayPixels Crossed(int width, int height)
    {
        const int Thickness = 3;
        var samples = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var fromFrame = Math.Min(Math.Min(x, width - 1 - x), Math.Min(y, height - 1 - y));
                var along = (double)y / height * width;
                var onCross = Math.Abs(x - along) < Thickness || Math.Abs(width - 1 - x - along) < Thickness;
                samples[(y * width) + x] = fromFrame < Thickness || onCross ? (byte)0 : (byte)255;
            }
        }

        return new GrayPixels(width, height, samples);
    }
}
