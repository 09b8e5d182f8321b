using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>
/// The picture of one line as a reader of lines wants it: straightened, from above the ascenders to below the descenders, <see cref="Height"/> pixels high,
/// with white to the left and right of it, so that a frame or the next cell is not read.
/// </summary>
/// <param name="Scale">Pixels of the strip for each pixel of the page.</param>
/// <param name="Left">Where in the page the strip's first column lies.</param>
internal sealed record LineStrip(GrayPixels Pixels, double Scale, double Left)
{
    /// <summary>What the models were trained on; tesseract would bring another height to it, with a sharpening that makes bad scans worse.</summary>
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

    public static LineStrip Cut(GrayPixels page, FoundLine line)
    {
        var middle = line.Baseline.At((line.Box.Left + line.Box.Right) / 2.0);
        var top = Math.Min(middle - (line.XHeight * Above), line.Box.Top) - Rim;
        var bottom = Math.Max(middle + (line.XHeight * Below), line.Box.Bottom) + Rim;
        var scale = Height / (bottom - top);
        var left = line.Box.Left - (line.XHeight * Aside);
        var width = Math.Max(1, (int)Math.Ceiling((line.Box.Width + (2 * line.XHeight * Aside)) * scale));
        var source = Copy(page, line, (int)Math.Floor(left) - 4, (int)Math.Floor(top) - 4, (int)Math.Ceiling(bottom) + 4);
        return new LineStrip(Resample(source, left, top, line.Baseline.Slope, 1 / scale, width), scale, left);
    }

    private sealed record Part(float[] Samples, int Width, int Height, int Left, int Top);

    /// <summary>
    /// The part of the page around the line, white left and right of it. Above and below it stays as it is, and so do specks between the letters:
    /// showing only the pieces of ink that were found lost the decimal points of small print, which cost more than the specks (1 point of accuracy).
    /// </summary>
    private static Part Copy(GrayPixels page, FoundLine line, int left, int top, int bottom)
    {
        var (width, height) = (line.Box.Right + (line.Box.Left - left) - left, bottom - top);
        var samples = new float[width * height];
        Array.Fill(samples, 255f);
        var shown = new PixelBox(line.Box.Left - Rim, top, line.Box.Right + Rim, bottom).Intersect(new PixelBox(Math.Max(0, left), 0, Math.Min(page.Width, left + width), page.Height));
        for (var y = shown.Top; y < shown.Bottom; y++)
        {
            var source = page.Row(y)[shown.Left..shown.Right];
            var target = samples.AsSpan(((y - top) * width) + shown.Left - left, source.Length);
            for (var x = 0; x < source.Length; x++)
            {
                target[x] = source[x];
            }
        }

        return new Part(samples, width, height, left, top);
    }

    /// <summary>First across, then down, each with a triangle of weights; columns are shifted down with the slope of the baseline.</summary>
    private static GrayPixels Resample(Part page, double left, double top, double slope, double step, int width)
    {
        var reach = Math.Max(LeastReach, step);
        var narrow = new float[page.Height * width];
        var weights = new float[(int)Math.Ceiling(2 * reach) + 2];
        for (var x = 0; x < width; x++)
        {
            var first = Weigh(left - page.Left + ((x + 0.5) * step) - 0.5, reach, page.Width, weights, out var count);
            for (var y = 0; y < page.Height; y++)
            {
                float sum = 0;
                var row = page.Samples.AsSpan((y * page.Width) + first, count);
                for (var i = 0; i < row.Length; i++)
                {
                    sum += row[i] * weights[i];
                }

                narrow[(y * width) + x] = sum;
            }
        }

        var samples = new byte[width * Height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var lift = slope * (x - (width / 2.0)) * step;
                var first = Weigh(top - page.Top + lift + ((y + 0.5) * step) - 0.5, reach, page.Height, weights, out var count);
                float sum = 0;
                for (var i = 0; i < count; i++)
                {
                    sum += narrow[((first + i) * width) + x] * weights[i];
                }

                samples[(y * width) + x] = (byte)(sum + 0.5f);
            }
        }

        return new GrayPixels(width, Height, samples);
    }

    /// <summary>Weights, together 1, of the places around <paramref name="center"/>; answers with the first of them.</summary>
    private static int Weigh(double center, double reach, int length, Span<float> weights, out int count)
    {
        center = Math.Clamp(center, 0, length - 1);
        var first = Math.Max(0, (int)Math.Floor(center - reach) + 1);
        var last = Math.Min(length - 1, (int)Math.Ceiling(center + reach) - 1);
        count = last - first + 1;
        double sum = 0;
        for (var i = 0; i < count; i++)
        {
            var weight = reach - Math.Abs(first + i - center);
            weights[i] = (float)weight;
            sum += weight;
        }

        for (var i = 0; i < count; i++)
        {
            weights[i] = (float)(weights[i] / sum);
        }

        return first;
    }
}
