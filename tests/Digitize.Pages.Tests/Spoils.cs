using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests;

/// <summary>What paper, scanners and hurry do to a page. Plain loops that share no code with the engine, so that they cannot share its faults; the same every time.</summary>
internal static class Spoils
{
    public static GrayPixels Blank(int width, int height, byte level = 255) => Of(width, height, (_, _) => level);

    public static GrayPixels Of(int width, int height, Func<int, int, double> level)
    {
        var samples = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                samples[(y * width) + x] = (byte)Math.Clamp(Math.Round(level(x, y)), 0, 255);
            }
        }

        return new GrayPixels(width, height, samples);
    }

    /// <summary>Changes each sample by where it is.</summary>
    public static GrayPixels Changed(this GrayPixels page, Func<int, int, byte, double> level) =>
        Of(page.Width, page.Height, (x, y) => level(x, y, page.Samples[(y * page.Width) + x]));

    public static GrayPixels Part(this GrayPixels page, PixelBox box) => Of(box.Width, box.Height, (x, y) => page.At(x + box.Left, y + box.Top));

    /// <summary>Lays another picture on the page as ink on paper: the darker sample stays.</summary>
    public static GrayPixels With(this GrayPixels page, GrayPixels other, int left, int top) => page.Changed((x, y, sample) =>
        x >= left && y >= top && x < left + other.Width && y < top + other.Height ? Math.Min(sample, other.At(x - left, y - top)) : sample);

    public static GrayPixels WithBox(this GrayPixels page, PixelBox box, byte level = 0)
    {
        var samples = (byte[])page.Samples.Clone();
        for (var y = box.Top; y < box.Bottom; y++)
        {
            samples.AsSpan((y * page.Width) + box.Left, box.Width).Fill(level);
        }

        return page with { Samples = samples };
    }

    /// <summary>Turned clockwise by a whole quarter, or more of them.</summary>
    public static GrayPixels Turned(this GrayPixels page, QuarterTurn turn) => turn switch
    {
        QuarterTurn.Clockwise90 => Of(page.Height, page.Width, (x, y) => page.At(y, page.Height - 1 - x)),
        QuarterTurn.HalfTurn => Of(page.Width, page.Height, (x, y) => page.At(page.Width - 1 - x, page.Height - 1 - y)),
        QuarterTurn.Clockwise270 => Of(page.Height, page.Width, (x, y) => page.At(page.Width - 1 - y, x)),
        _ => page,
    };

    /// <summary>Turned clockwise about its middle, as paper that was fed crookedly.</summary>
    public static GrayPixels Skewed(this GrayPixels page, double degrees, byte beside = 255)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (middleX, middleY) = ((page.Width - 1) / 2.0, (page.Height - 1) / 2.0);
        return Of(page.Width, page.Height, (x, y) =>
        {
            var (right, down) = (x - middleX, y - middleY);
            return page.Between((cos * right) + (sin * down) + middleX, (cos * down) - (sin * right) + middleY, beside);
        });
    }

    /// <summary>Light that falls off evenly from the left edge to the right.</summary>
    public static GrayPixels Shaded(this GrayPixels page, double left, double right) =>
        page.Changed((x, _, sample) => sample * (left + ((right - left) * x / page.Width)));

    /// <summary>The print of another page shines through: mirrored, soft and pale. Paper scatters it over a quarter of a millimetre, which is two pixels at 200 dpi.</summary>
    public static GrayPixels ShowingThrough(this GrayPixels page, GrayPixels back, double strength)
    {
        var soft = back.Mirrored().Softened(times: 6);
        return page.Changed((x, y, sample) => sample * (1 - (strength * (255 - soft.At(x, y)) / 255)));
    }

    /// <summary>Contrast reduced to a share, as pencil and worn ribbons have it.</summary>
    public static GrayPixels Faint(this GrayPixels page, double share) => page.Changed((_, _, sample) => 255 - ((255 - sample) * share));

    /// <summary>Paper is not one level: noise from the same seed every time.</summary>
    public static GrayPixels Grained(this GrayPixels page, int most, int seed = 1)
    {
        var random = new Random(seed);
        return page.Changed((_, _, sample) => sample - random.Next(most + 1));
    }

    /// <summary>Black squares that are nothing, all over the page.</summary>
    public static GrayPixels Speckled(this GrayPixels page, int count, int side, int seed = 1)
    {
        var random = new Random(seed);
        var samples = (byte[])page.Samples.Clone();
        for (var i = 0; i < count; i++)
        {
            var (left, top) = (random.Next(page.Width - side), random.Next(page.Height - side));
            for (var y = top; y < top + side; y++)
            {
                samples.AsSpan((y * page.Width) + left, side).Clear();
            }
        }

        return page with { Samples = samples };
    }

    /// <summary>The scanner's dark lid beside the paper.</summary>
    public static GrayPixels Bordered(this GrayPixels page, int left, int top, int right, int bottom, byte level) => page.Changed((x, y, sample) =>
        x < left || y < top || x >= page.Width - right || y >= page.Height - bottom ? level : sample);

    /// <summary>Black and white: 1 bit a pixel, to be disposed by the test.</summary>
    public static PageImage Thresholded(this GrayPixels page, Dpi dpi, byte threshold = 128)
    {
        var bits = new BitPlane(page.Width, page.Height);
        for (var y = 0; y < page.Height; y++)
        {
            for (var x = 0; x < page.Width; x++)
            {
                bits[x, y] = page.At(x, y) < threshold;
            }
        }

        return new PageImage(bits.ToPix(), dpi);
    }

    public static byte At(this GrayPixels page, int x, int y) => page.Samples[(y * page.Width) + x];

    private static GrayPixels Mirrored(this GrayPixels page) => Of(page.Width, page.Height, (x, y) => page.At(page.Width - 1 - x, y));

    /// <summary>Each pixel takes the mean of three across, then of three down: a deviation of 0.8 pixels each time.</summary>
    private static GrayPixels Softened(this GrayPixels page, int times)
    {
        for (var i = 0; i < times; i++)
        {
            page = page.MeanOfThree(1, 0).MeanOfThree(0, 1);
        }

        return page;
    }

    private static GrayPixels MeanOfThree(this GrayPixels page, int right, int down)
    {
        var mean = (byte[])page.Samples.Clone();
        var step = right + (down * page.Width);
        for (var y = down; y < page.Height - down; y++)
        {
            for (var x = right; x < page.Width - right; x++)
            {
                var at = (y * page.Width) + x;
                mean[at] = (byte)((page.Samples[at - step] + page.Samples[at] + page.Samples[at + step] + 1) / 3);
            }
        }

        return page with { Samples = mean };
    }

    private static double Between(this GrayPixels page, double x, double y, byte beside)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, down) = (x - left, y - top);
        double Sample(int column, int row) => column >= 0 && row >= 0 && column < page.Width && row < page.Height ? page.At(column, row) : beside;
        return (((Sample(left, top) * (1 - right)) + (Sample(left + 1, top) * right)) * (1 - down))
            + (((Sample(left, top + 1) * (1 - right)) + (Sample(left + 1, top + 1) * right)) * down);
    }
}
