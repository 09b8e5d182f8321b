using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>
/// The picture of one line as a reader of lines wants it: straightened, from above the ascenders to below the descenders, as high as the model was trained on,
/// with white to the left and right of it, so that a frame or the next cell is not read.
/// </summary>
/// <param name="Scale">Pixels of the strip for each pixel of the page.</param>
/// <param name="Left">Where in the page the strip's first column lies.</param>
internal sealed record LineStrip(GrayPixels Pixels, double Scale, double Left)
{
    /// <summary>In pixels, what most models were trained on; tesseract would bring another height to it, with a sharpening that makes bad scans worse.</summary>
    public const int Height = 36;

    /// <summary>What the strip shows above and below the baseline, in x-heights. Measured: less cuts the size of letters loose from what the models know, more makes them small.</summary>
    private const double Above = 1.9;
    private const double Below = 0.6;

    /// <summary>Empty columns at both ends, in x-heights. Measured: from 0.5 on, the models read an end of line as a full stop.</summary>
    private const double Aside = 0.23;

    /// <summary>Pixels of the page added on all sides: the gray edge of the letters.</summary>
    private const int Rim = 3;

    /// <summary>Half the width of the smoothing, at least, in pixels of the page: it closes the pores of letters that were black and white once. Measured: 1 costs a point.</summary>
    private const double LeastReach = 2;

    public double PageX(double column) => Left + (column / Scale);

    /// <param name="height">Of the strip.</param>
    public static LineStrip Cut(GrayPixels page, FoundLine line, int height = Height)
    {
        var middle = line.Baseline.At((line.Box.Left + line.Box.Right) / 2.0);
        var top = Math.Min(middle - (line.XHeight * Above), line.Box.Top) - Rim;
        var bottom = Math.Max(middle + (line.XHeight * Below), line.Box.Bottom) + Rim;
        var scale = height / (bottom - top);
        var left = line.Box.Left - (line.XHeight * Aside);
        var width = Math.Max(1, (int)Math.Ceiling((line.Box.Width + (2 * line.XHeight * Aside)) * scale));
        var (partLeft, partTop) = ((int)Math.Floor(left) - 4, (int)Math.Floor(top) - 4);
        var part = Copy(page, line, partLeft, partTop, (int)Math.Ceiling(bottom) + 4);
        var sampler = new StripSampler(part, Math.Max(LeastReach, 1 / scale), 1 / scale);
        return new LineStrip(sampler.Sample(left - partLeft, top - partTop, line.Baseline.Slope, width, height), scale, left);
    }

    /// <summary>
    /// The part of the page around the line, white left and right of it. Above and below it stays as it is, and so do specks between the letters:
    /// showing only the pieces of ink that were found lost the decimal points of small print, which cost more than the specks (1 point of accuracy).
    /// </summary>
    private static GrayPixels Copy(GrayPixels page, FoundLine line, int left, int top, int bottom)
    {
        var (width, height) = (line.Box.Right + (line.Box.Left - left) - left, bottom - top);
        var samples = new byte[width * height];
        Array.Fill(samples, (byte)255);
        var shown = new PixelBox(line.Box.Left - Rim, top, line.Box.Right + Rim, bottom).Intersect(new PixelBox(Math.Max(0, left), 0, Math.Min(page.Width, left + width), page.Height));
        for (var y = shown.Top; y < shown.Bottom; y++)
        {
            page.Row(y)[shown.Left..shown.Right].CopyTo(samples.AsSpan(((y - top) * width) + shown.Left - left));
        }

        return new GrayPixels(width, height, samples);
    }
}
