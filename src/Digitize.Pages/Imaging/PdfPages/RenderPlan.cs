namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>How large poppler is to draw a page.</summary>
/// <param name="Dpi">Of the drawn picture.</param>
/// <param name="IsGray">Nothing on the page but grey pictures.</param>
internal readonly record struct RenderPlan(int Width, int Height, Dpi Dpi, bool IsGray)
{
    private const double MostPixels = 40_000_000;

    /// <summary>Letters drawn from fonts need no more, and a logo is no reason for more.</summary>
    private const double MostForFonts = 400;

    private const double MostForPictures = 600, LeastForPictures = 72;

    /// <summary>Smaller pictures are logos, which say nothing of the page.</summary>
    private const double LeastCovered = 0.05;

    /// <exception cref="UnreadableException">PageTooLarge.</exception>
    internal static RenderPlan Choose(PageContent content, PageGeometry geometry, Limits limits)
    {
        var pictures = content.Pictures.Where(picture => picture.Width > 0 && picture.Visible.Area >= geometry.Box.Area * LeastCovered).ToList();
        var native = pictures.Select(picture => Resolution(picture, geometry)).DefaultIfEmpty(0).Max();
        var isOnlyPictures = pictures.Count > 0 && content is { VisibleText: 0, Paints: 0, Annotations: 0, IsBeyondUs: false };
        var wanted = isOnlyPictures
            ? Math.Clamp(native, LeastForPictures, MostForPictures)
            : Math.Clamp(native, Dpi.Usual, MostForFonts);
        var size = geometry.Size;
        var fitting = Math.Sqrt(MostPixels / (size.WidthPoints / 72 * (size.HeightPoints / 72)));
        var side = limits.MaxPixelsPerSide * 72 / Math.Max(size.WidthPoints, size.HeightPoints);
        var dpi = Math.Min(wanted, Math.Min(fitting, side));
        if (dpi < Dpi.Lowest)
        {
            throw new UnreadableException(FailureCode.PageTooLarge, $"The page is {size.WidthPoints / 72:0} × {size.HeightPoints / 72:0} inches large.");
        }

        var at = new Dpi(dpi);
        return new RenderPlan(
            Math.Max(1, (int)Math.Round(at.ToPixels(size.WidthPoints))), Math.Max(1, (int)Math.Round(at.ToPixels(size.HeightPoints))), at,
            isOnlyPictures && content.Pictures.All(picture => picture.IsGray));
    }

    /// <summary>
    /// Enough for a barcode on a page that stays as it is: the narrowest bars that a laser printer makes readable, a hundredth of an inch, are two pixels wide.
    /// Null for a page so large that even that cannot be had.
    /// </summary>
    internal static RenderPlan? ForLooking(PageGeometry geometry)
    {
        const double LookingDpi = 200;
        const double MostForLooking = 10_000_000;
        var (across, down) = (geometry.Size.WidthPoints / 72, geometry.Size.HeightPoints / 72);
        var dpi = Math.Min(LookingDpi, Math.Sqrt(MostForLooking / (across * down)));
        return dpi < Dpi.Lowest ? null : new RenderPlan(Math.Max(1, (int)Math.Round(across * dpi)), Math.Max(1, (int)Math.Round(down * dpi)), new Dpi(dpi), IsGray: true);
    }

    private static double Resolution(DrawnPicture picture, PageGeometry geometry) =>
        Math.Max(picture.Width / Math.Max(picture.DrawnWidth, 0.01), picture.Height / Math.Max(picture.DrawnHeight, 0.01)) * 72 / geometry.Unit;
}
