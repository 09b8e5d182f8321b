using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

/// <summary>Lines as a finder gives them, made of nothing: letters of 12 × 20 pixels, a gap after each word.</summary>
internal static class DrawnLines
{
    public const double XHeight = 20;

    /// <param name="baseline">Where the letters stand.</param>
    /// <param name="words">Letters of each word.</param>
    public static FoundLine Line(int left, int baseline, params int[] words)
    {
        var glyphs = new List<PixelBox>();
        var x = left;
        foreach (var letters in words)
        {
            for (var i = 0; i < letters; i++, x += 15)
            {
                glyphs.Add(new PixelBox(x, baseline - 20, x + 12, baseline));
            }

            x += 15;
        }

        var box = glyphs.Aggregate((a, b) => a.Union(b));
        return new FoundLine(box, new Baseline(left, baseline, 0), XHeight, glyphs);
    }
}
