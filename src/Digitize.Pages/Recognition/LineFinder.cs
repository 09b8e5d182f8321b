using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>
/// Finds the lines of text of a page, cell by cell: letters are chained to their neighbors on the right, and a chain ends at a wide gap or a drawn line.
/// Frames and rules are taken out first, so that a table's cells are found like any other text.
/// </summary>
internal static class LineFinder
{
    /// <param name="Gray">The page as it is to be read: drawn lines gone, writing dark on light.</param>
    /// <param name="Dark">What was light on dark.</param>
    internal sealed record Found(List<FoundLine> Lines, RulingLines Rules, IReadOnlyList<PixelBox> Dark, GrayPixels Gray)
    {
        /// <summary>The x-height that most letters of the page have; 0 on an empty page.</summary>
        public double UsualXHeight { get; } = UsualXHeightOf(Lines);
    }

    public static Found Find(PageImage picture)
    {
        var copy = NativeCheck.Valid(Leptonica.pixCopy(0, picture.Handle), nameof(Leptonica.pixCopy));
        using var page = new PageImage(copy, picture.Dpi);
        var ink = InkThresholds.Binarize(page);
        try
        {
            var dark = DarkAreas.Invert(ref ink, copy);
            var length = Math.Max(60, picture.Width / 28);
            var rules = RulingLines.TakeOut(ref ink, copy, length);
            var blobs = InkBlobs.Find(ink);
            if (UsualHeight(blobs) is not { } height)
            {
                return new Found([], rules, dark, page.ToGrayPixels());
            }

            var dotted = DottedRules.TakeOut(blobs, length, height);
            rules = rules.With(dotted.Rules);
            List<FoundLine> lines = [.. new LetterChains(dotted.Blobs, rules, height).Find().Select(Measure)];
            var gray = page.ToGrayPixels();
            Whiten(gray, dotted.Dots);
            return new Found(lines, rules, dark, gray);
        }
        finally
        {
            ink.Dispose();
        }
    }

    /// <summary>With the gray rim that a dot has.</summary>
    private static void Whiten(GrayPixels gray, IReadOnlyList<PixelBox> dots)
    {
        foreach (var dot in dots)
        {
            for (var y = Math.Max(0, dot.Top - 1); y < Math.Min(gray.Height, dot.Bottom + 1); y++)
            {
                var left = Math.Max(0, dot.Left - 1);
                gray.Samples.AsSpan((y * gray.Width) + left, Math.Min(gray.Width, dot.Right + 1) - left).Fill(255);
            }
        }
    }

    private static double UsualXHeightOf(List<FoundLine> lines)
    {
        var ordered = lines.OrderBy(line => line.XHeight).ToArray();
        var half = ordered.Sum(line => (long)line.Glyphs.Count) / 2;
        foreach (var line in ordered)
        {
            half -= line.Glyphs.Count;
            if (half <= 0)
            {
                return line.XHeight;
            }
        }

        return 0;
    }

    /// <summary>The height that most of the ink wide enough to be letters has; null when there is none.</summary>
    private static int? UsualHeight(List<InkBlob> blobs)
    {
        var histogram = new long[200];
        long all = 0;
        foreach (var blob in blobs)
        {
            var (width, height) = (blob.Box.Width, blob.Box.Height);
            if (height is >= 7 and < 200 && width >= 2 && width < 6 * height && height < 8 * width)
            {
                histogram[height]++;
                all++;
            }
        }

        long sum = 0;
        for (var height = 0; height < histogram.Length; height++)
        {
            sum += histogram[height];
            if (all > 0 && sum * 2 >= all)
            {
                return height;
            }
        }

        return null;
    }

    private static FoundLine Measure(List<PixelBox> glyphs)
    {
        glyphs.Sort((a, b) => a.Left.CompareTo(b.Left));
        var box = glyphs[0];
        foreach (var glyph in glyphs)
        {
            box = box.Union(glyph);
        }

        var baseline = FitBaseline(glyphs, box);
        var tops = glyphs.Select(glyph => baseline.At((glyph.Left + glyph.Right) / 2.0) - glyph.Top).Where(top => top > 0).Order().ToArray();
        // Half of the letters of ordinary text have no ascender.
        var xHeight = tops.Length == 0 ? box.Height * 0.7 : tops[tops.Length / 2];
        var highest = tops.Length == 0 ? box.Height : tops[(int)(tops.Length * 0.9)];
        if (xHeight > highest * 0.85)
        {
            xHeight = highest * 0.72;
        }

        return new FoundLine(box, baseline, xHeight, glyphs);
    }

    /// <summary>Most letters stand on the baseline: fitted to the bottoms, then again without those that hang below it or float above.</summary>
    private static Baseline FitBaseline(List<PixelBox> glyphs, PixelBox box)
    {
        var bottoms = glyphs.Select(glyph => glyph.Bottom).Order().ToArray();
        var middle = bottoms[bottoms.Length / 2];
        var line = new Baseline((box.Left + box.Right) / 2.0, middle, 0);
        var reach = box.Height * 0.25;
        for (var round = 0; round < 2; round++, reach *= 0.5)
        {
            var on = glyphs.Where(glyph => Math.Abs(glyph.Bottom - line.At((glyph.Left + glyph.Right) / 2.0)) <= reach).ToArray();
            if (on.Length == 0)
            {
                break;
            }

            var meanX = on.Average(glyph => (glyph.Left + glyph.Right) / 2.0);
            var meanY = on.Average(glyph => (double)glyph.Bottom);
            var spread = on.Sum(glyph => Square(((glyph.Left + glyph.Right) / 2.0) - meanX));
            var slope = on.Length < 4 || box.Width < 4 * box.Height ? 0
                : on.Sum(glyph => (((glyph.Left + glyph.Right) / 2.0) - meanX) * (glyph.Bottom - meanY)) / Math.Max(1, spread);
            line = new Baseline(meanX, meanY, Math.Clamp(slope, -0.05, 0.05));
        }

        return line;
    }

    private static double Square(double value) => value * value;
}
