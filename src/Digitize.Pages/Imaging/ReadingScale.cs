namespace Digitize.Pages.Imaging;

/// <summary>How many pixels the reader gets for each of the page's: small print is enlarged, large print reduced.</summary>
internal static class ReadingScale
{
    /// <summary>Below this x-height tesseract's errors begin to rise.</summary>
    public const double LowestXHeight = 12;

    /// <summary>What small print is enlarged to.</summary>
    public const double EnlargedXHeight = 20;

    /// <summary>A reduced page keeps at least this; 10-point text at 300 dpi has about 21.</summary>
    public const double ReducedXHeight = 20;

    /// <summary>More than threefold enlargement adds blur and no letters.</summary>
    public const double MostEnlargement = 3;

    private const double MostPixels = 40e6;

    /// <summary>Without text to measure, a picture with more pixels than this is one of 600 dpi.</summary>
    private const double ManyPixels = 20e6;

    /// <summary>A whole divisor (1/2, 1/3, …) or a factor of at least one.</summary>
    /// <param name="xHeight">In pixels of the full picture; null when there is too little text.</param>
    public static double Choose(int width, int height, double? xHeight)
    {
        var pixels = (double)width * height;
        if (xHeight is not { } size)
        {
            return pixels > ManyPixels ? 1 / Math.Ceiling(Math.Sqrt(pixels / ManyPixels)) : 1;
        }

        if (size < LowestXHeight)
        {
            var factor = Math.Min(EnlargedXHeight / size, Math.Min(MostEnlargement, Math.Sqrt(MostPixels / pixels)));
            return factor > 1.1 ? factor : Bounded(pixels);
        }

        var divisor = Math.Floor(size / ReducedXHeight);
        return Math.Min(divisor >= 2 ? 1 / divisor : 1, Bounded(pixels));
    }

    private static double Bounded(double pixels) => pixels <= MostPixels ? 1 : 1 / Math.Ceiling(Math.Sqrt(pixels / MostPixels));
}
