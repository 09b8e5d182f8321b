using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// How dark black is in a strip, and how far white is from it. Judged from the row in the middle, which crosses the letters: the quarter of its dark places that is
/// darkest, and of its light places that is lightest.
/// </summary>
internal readonly record struct StripContrast(float Black, float HalfRange)
{
    public static StripContrast Of(GrayPixels strip)
    {
        Span<int> darks = stackalloc int[256];
        Span<int> lights = stackalloc int[256];
        darks.Clear();
        lights.Clear();
        var row = strip.Row(strip.Height / 2);
        for (var x = 1; x + 1 < row.Length; x++)
        {
            var (before, here, after) = (row[x - 1], row[x], row[x + 1]);
            if ((here < before && here <= after) || (here <= before && here < after))
            {
                darks[here]++;
            }

            if ((here > before && here >= after) || (here >= before && here > after))
            {
                lights[here]++;
            }
        }

        var black = Quantile(darks, 0.25, ifNone: 0);
        var half = (Quantile(lights, 0.75, ifNone: 255) - black) / 2;
        return new StripContrast(black, half > 0 ? half : 1);
    }

    /// <summary>A level as the network wants it: -1 for black, 1 for white, and beyond where a pixel is.</summary>
    public float Of(byte level) => ((level - Black) / HalfRange) - 1;

    /// <summary>The level below which a part of all lies; within a level they are taken for evenly spread, as tesseract does.</summary>
    private static float Quantile(ReadOnlySpan<int> counts, double part, int ifNone)
    {
        var all = 0;
        foreach (var count in counts)
        {
            all += count;
        }

        if (all == 0)
        {
            return ifNone + 1;
        }

        var target = Math.Max(1, part * all);
        var sum = 0;
        var level = 0;
        while (level < counts.Length && sum < target)
        {
            sum += counts[level++];
        }

        return (float)(level - ((sum - target) / counts[level - 1]));
    }
}
