using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Pages have one resolution. A fax has 204 pixels an inch across and 98 or 196 down: it is stretched to the higher of the two.</summary>
internal static class SquarePixels
{
    /// <summary>Less of a difference than this shows nowhere: 203 and 204 dpi are the same scanner.</summary>
    private const double Same = 1.02;

    /// <summary>Takes over <paramref name="pix"/>.</summary>
    internal static PageImage Page(PixHandle pix, Dpi dpi, StatedResolution? stated, bool isStated)
    {
        if (!isStated || stated is not { } both || Math.Max(both.X, both.Y) / Math.Min(both.X, both.Y) < Same)
        {
            return new PageImage(pix, dpi);
        }

        var most = Math.Max(both.X, both.Y);
        var (width, height, _) = PixelShape.Measure(pix);
        var wide = (int)Math.Round(width * most / both.X);
        var high = (int)Math.Round(height * most / both.Y);
        return new PageImage(PixelShape.Replace(pix, Leptonica.pixScaleToSize(pix, wide, high)), dpi);
    }
}
