using Digitize.Pages.Recognition;

namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>Whether the words of a page are still there when it is painted in layers.</summary>
internal static class Legibility
{
    /// <summary>Words read with less are often texture.</summary>
    private const double Certain = 0.6;

    /// <summary>Strokes and ground of a word differ by two thirds of its whole range in the mean; a mask that missed the strokes shows next to nothing of it.</summary>
    private const double LeastShare = 0.3;

    /// <summary>A ground that shows through less than this is itself painted, with the letters: white on a narrow bar.</summary>
    private const double LeastGround = 0.1;

    /// <summary>One word in this many may be left to the background.</summary>
    private const int OneIn = 25;

    /// <param name="painted">At the pixels of <paramref name="luma"/>.</param>
    public static bool IsHarmed(LumaPlane luma, BitPlane painted, RecognizedPage? recognized)
    {
        var lost = 0;
        var all = 0;
        foreach (var word in recognized?.Words ?? [])
        {
            var box = word.Box.Intersect(new PixelBox(0, 0, luma.Width, luma.Height));
            if (word.Confidence.Value < Certain || word.Text.Length < 2 || box.IsEmpty)
            {
                continue;
            }

            all++;
            lost += IsLost(luma, painted, box) ? 1 : 0;
        }

        return lost > 1 && lost * OneIn > all;
    }

    private static bool IsLost(LumaPlane luma, BitPlane painted, PixelBox box)
    {
        long stroke = 0, strokes = 0, ground = 0, grounds = 0;
        var (darkest, lightest) = (255, 0);
        for (var y = box.Top; y < box.Bottom; y++)
        {
            var row = luma.Row(y);
            ReadOnlySpan<ulong> bits = painted.Row(y);
            for (var x = box.Left; x < box.Right; x++)
            {
                int sample = row[x];
                darkest = Math.Min(darkest, sample);
                lightest = Math.Max(lightest, sample);
                if ((bits[x >> 6] << (x & 63)) >> 63 != 0)
                {
                    (stroke, strokes) = (stroke + sample, strokes + 1);
                }
                else
                {
                    (ground, grounds) = (ground + sample, grounds + 1);
                }
            }
        }

        if (grounds < LeastGround * box.Area)
        {
            return false;
        }

        return strokes == 0 || Math.Abs(((double)stroke / strokes) - ((double)ground / grounds)) < LeastShare * (lightest - darkest);
    }
}
