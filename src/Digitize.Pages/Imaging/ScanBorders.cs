namespace Digitize.Pages.Imaging;

/// <summary>
/// The dark rims of a scan: the scanner's lid beside the paper, also as a wedge beside crooked paper, and the shadow along the paper's edge.
/// Each side's rim is measured inwards from the edge of the picture, row by row.
/// </summary>
internal sealed class ScanBorders
{
    /// <summary>Darker than this share of the paper is rim.</summary>
    private const int DarkestPaper = 130;

    /// <summary>The lid of a scanner is darker than this before evening.</summary>
    private const int LidLevel = 64;

    /// <summary>A deeper dark area is part of the page: a photograph or a coloured head.</summary>
    private const double DeepestShare = 0.12;

    /// <summary>A shorter one is a letter or a rule that is cut off at the edge.</summary>
    private const double ShortestShare = 0.12;

    private ScanBorders(InkMap area, bool isLid) => (Area, IsLid) = (area, isLid);

    /// <summary>In pixels of the survey; set where there is no paper.</summary>
    public InkMap Area { get; }

    /// <summary>So black that it is certain that there is no paper: it may be made white in the picture that is shown too.</summary>
    public bool IsLid { get; }

    /// <summary>Null when the page has no rim.</summary>
    public static ScanBorders? Find(PageSurvey survey)
    {
        var gray = survey.Gray;
        var area = new InkMap(gray.Width, gray.Height);
        var found = false;
        found |= Measure(gray.Height, gray.Width, (row, depth) => gray.Row(row)[depth], (row, depth) => area.SetRun(row, 0, depth));
        found |= Measure(gray.Height, gray.Width, (row, depth) => gray.Row(row)[^(depth + 1)], (row, depth) => area.SetRun(row, gray.Width - depth, gray.Width));
        found |= Measure(gray.Width, gray.Height, (column, depth) => gray.Samples[(depth * gray.Width) + column], (column, depth) => SetColumn(area, column, 0, depth));
        found |= Measure(
            gray.Width, gray.Height, (column, depth) => gray.Samples[((gray.Height - 1 - depth) * gray.Width) + column],
            (column, depth) => SetColumn(area, column, gray.Height - depth, gray.Height));
        return found ? new ScanBorders(area, IsBlack(gray, area)) : null;
    }

    private static bool Measure(int length, int across, Func<int, int, byte> sample, Action<int, int> clear)
    {
        var deepest = Math.Max(4, (int)(DeepestShare * Math.Min(length, across)));
        var depths = new int[length];
        for (var i = 0; i < length; i++)
        {
            depths[i] = Depth(i, Math.Min(deepest + 3, across), sample);
            depths[i] = depths[i] > deepest ? 0 : depths[i];
        }

        var shortest = (int)(ShortestShare * length);
        var found = false;
        for (var from = 0; from < length;)
        {
            var to = EndOfRim(depths, from);
            if (to - from >= shortest)
            {
                found = true;
                for (var i = from; i < to; i++)
                {
                    // Two pixels more for the soft edge.
                    clear(i, Math.Min(across, MedianAround(depths, i, from, to) + 2));
                }
            }

            from = Math.Max(to, from + 1);
        }

        return found;
    }

    /// <summary>Dark pixels from the edge inwards; up to two bright ones in between are dust on the glass.</summary>
    private static int Depth(int row, int most, Func<int, int, byte> sample)
    {
        var (depth, bright) = (0, 0);
        for (var i = 0; i < most && bright <= 2; i++)
        {
            if (sample(row, i) < DarkestPaper)
            {
                (depth, bright) = (i + 1, 0);
            }
            else
            {
                bright++;
            }
        }

        return depth;
    }

    private static int EndOfRim(int[] depths, int from)
    {
        var (to, gap) = (from, 0);
        for (var i = from; i < depths.Length && gap <= 4; i++)
        {
            gap = depths[i] > 0 ? 0 : gap + 1;
            to = depths[i] > 0 ? i + 1 : to;
        }

        return depths[from] > 0 ? to : from;
    }

    /// <summary>Letters that touch the rim stick out of it; the median does not follow them.</summary>
    private static int MedianAround(int[] depths, int at, int from, int to)
    {
        const int Reach = 12;
        Span<int> near = stackalloc int[(2 * Reach) + 1];
        var (first, last) = (Math.Max(from, at - Reach), Math.Min(to, at + Reach + 1));
        depths.AsSpan(first, last - first).CopyTo(near);
        near = near[..(last - first)];
        near.Sort();
        return near[near.Length / 2];
    }

    private static void SetColumn(InkMap area, int column, int top, int bottom)
    {
        for (var y = top; y < bottom; y++)
        {
            area.SetRun(y, column, column + 1);
        }
    }

    private static bool IsBlack(GrayPixels gray, InkMap area)
    {
        var (sum, count) = (0L, 0L);
        for (var y = 0; y < area.Height; y++)
        {
            for (var x = 0; x < area.Width; x++)
            {
                if (area[x, y])
                {
                    sum += gray.Samples[(y * gray.Width) + x];
                    count++;
                }
            }
        }

        return sum < LidLevel * count;
    }
}
