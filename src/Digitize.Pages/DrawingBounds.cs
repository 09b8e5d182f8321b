namespace Digitize.Pages;

/// <summary>How large a drawn page may become: the page keeps its proportions, and the narrowest bound decides.</summary>
/// <param name="MostWidth">Pixels.</param>
/// <param name="MostHeight">Pixels.</param>
/// <param name="MostPixels">Width times height, but for rounding.</param>
/// <param name="MostDpi">Pixels per inch of paper. Below <see cref="Dpi.Lowest"/> is possible: nothing is read from such a picture.</param>
public sealed record DrawingBounds(int MostWidth, int MostHeight, int MostPixels, double MostDpi)
{
    /// <summary>Most processor time of one drawing: somebody waits for it, and a page that is slow to draw must not keep others from theirs.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Print of six points can be read when zoomed in. An A3 page has 7.7 million pixels, a till receipt of a meter 8000 in height.</summary>
    public static DrawingBounds Picture { get; } = new(8000, 8000, 10_000_000, 200);

    public static DrawingBounds Thumbnail { get; } = new(320, 320, 320 * 320, 200);

    /// <param name="page">Its sides are longer than nothing.</param>
    public (int Width, int Height) Fit(PageSize page)
    {
        var (across, down) = (page.WidthPoints / 72, page.HeightPoints / 72);
        var dpi = Math.Min(Math.Min(MostDpi, Math.Sqrt(MostPixels / (across * down))), Math.Min(MostWidth / across, MostHeight / down));
        return (Math.Clamp((int)Math.Round(across * dpi), 1, MostWidth), Math.Clamp((int)Math.Round(down * dpi), 1, MostHeight));
    }
}

/// <summary>A page that was drawn.</summary>
/// <param name="Format">JPEG, or PNG for a page in black and white.</param>
/// <param name="IsPartial">Poppler told of an error: something may be missing from the picture.</param>
public sealed record DrawnPage(Imaging.FileFormat Format, int Width, int Height, bool IsPartial);
