namespace Digitize.Pages.Imaging;

/// <summary>Where on a page barcodes could be, so that the costly reading happens there only: dense parallel edges, or the corner squares of QR codes.</summary>
internal static class BarcodeAreas
{
    /// <summary>Pixels a side of a cell, about 1.4 mm.</summary>
    private const int Cell = 8;

    /// <summary>Mean step of grey from pixel to pixel across bars; in text it is as high, but not in one direction only.</summary>
    private const int LeastEdges = 9;

    /// <summary>Across bars there is this many times more change than along them.</summary>
    private const int Directedness = 4;

    /// <summary>Code 128 with one character has 24 edges; two may be lost at the ends.</summary>
    private const int FewestEdges = 20;

    /// <summary>In a crowd of candidates (a page of hatching) the largest are looked at.</summary>
    private const int MostAreas = 24;

    /// <summary>Boxes in pixels of the survey, quiet zones included.</summary>
    public static IReadOnlyList<PixelBox> Find(PageSurvey survey)
    {
        var areas = new List<PixelBox>();
        AddBars(survey.Gray, areas);
        AddSquares(survey.Blobs, areas);
        var page = new PixelBox(0, 0, survey.Gray.Width, survey.Gray.Height);
        var merged = Merge(areas.ConvertAll(area => area.Intersect(page)));
        merged.Sort((a, b) => b.Area.CompareTo(a.Area));
        return merged.Count > MostAreas ? merged.GetRange(0, MostAreas) : merged;
    }

    private static void AddBars(GrayPixels gray, List<PixelBox> areas)
    {
        var (across, down) = (gray.Width / Cell, gray.Height / Cell);
        var (horizontal, vertical) = (new int[across * down], new int[across * down]);
        for (var y = 0; y + 1 < down * Cell; y++)
        {
            var row = gray.Row(y);
            var below = gray.Row(y + 1);
            for (var column = 0; column < across; column++)
            {
                var x = Math.Min(column * Cell, gray.Width - Cell - 1);
                var cell = ((y / Cell) * across) + column;
                horizontal[cell] += Difference(row[x..], row[(x + 1)..]);
                vertical[cell] += Difference(row[x..], below[x..]);
            }
        }

        var (standing, lying) = (new InkMap(across, down), new InkMap(across, down));
        for (var y = 0; y + 1 < down; y++)
        {
            for (var x = 0; x + 1 < across; x++)
            {
                var cell = (y * across) + x;
                Mark(horizontal[cell] + horizontal[cell + 1], vertical[cell] + vertical[cell + 1], standing, x, y, x + 2, y + 1);
                Mark(vertical[cell] + vertical[cell + across], horizontal[cell] + horizontal[cell + across], lying, x, y, x + 1, y + 2);
            }
        }

        AddAreas(gray, standing, areas, isStanding: true);
        AddAreas(gray, lying, areas, isStanding: false);
    }

    private static int Difference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = 0;
        for (var i = 0; i < Cell; i++)
        {
            sum += Math.Abs(a[i] - b[i]);
        }

        return sum;
    }

    private static void Mark(int acrossBars, int alongBars, InkMap cells, int left, int top, int right, int bottom)
    {
        if (acrossBars >= 2 * Cell * Cell * LeastEdges && acrossBars >= Directedness * alongBars)
        {
            for (var y = top; y < bottom; y++)
            {
                cells.SetRun(y, left, right);
            }
        }
    }

    private static void AddAreas(GrayPixels gray, InkMap cells, List<PixelBox> areas, bool isStanding)
    {
        // Wide bars leave gaps; the shortest symbol is about five cells (7 mm) long.
        var joined = isStanding ? cells.Grown(1, 0) : cells.Grown(0, 1);
        foreach (var blob in Blobs.Find(joined))
        {
            var length = isStanding ? blob.Width : blob.Height;
            if (length >= 7 && HasBars(gray, blob.Box, isStanding))
            {
                var (aside, above) = isStanding ? (2, 1) : (1, 2);
                areas.Add(new PixelBox(
                    (blob.Box.Left - aside) * Cell, (blob.Box.Top - above) * Cell, (blob.Box.Right + aside) * Cell, (blob.Box.Bottom + above) * Cell));
            }
        }
    }

    /// <summary>Three lines across the bars meet as many of them; a ruled table has too few, and letters do not agree.</summary>
    private static bool HasBars(GrayPixels gray, PixelBox cells, bool isStanding)
    {
        var box = new PixelBox(cells.Left * Cell, cells.Top * Cell, cells.Right * Cell, cells.Bottom * Cell);
        var (fewest, most) = (int.MaxValue, 0);
        for (var i = 2; i <= 4; i++)
        {
            var edges = isStanding
                ? Edges(gray.Samples, ((box.Top + (box.Height * i / 6)) * gray.Width) + box.Left, 1, box.Width)
                : Edges(gray.Samples, (box.Top * gray.Width) + box.Left + (box.Width * i / 6), gray.Width, box.Height);
            (fewest, most) = (Math.Min(fewest, edges), Math.Max(most, edges));
        }

        return fewest >= FewestEdges && most <= 1.3 * fewest;
    }

    /// <summary>How often the samples change between darker and brighter than their middle, by a clear step.</summary>
    private static int Edges(byte[] samples, int start, int step, int count)
    {
        var (darkest, brightest) = (255, 0);
        for (var i = 0; i < count; i++)
        {
            var sample = samples[start + (i * step)];
            (darkest, brightest) = (Math.Min(darkest, sample), Math.Max(brightest, sample));
        }

        var (low, high) = (darkest + ((brightest - darkest) * 2 / 5), darkest + ((brightest - darkest) * 3 / 5));
        var (edges, isDark) = (0, false);
        for (var i = 0; i < count; i++)
        {
            var sample = samples[start + (i * step)];
            if (isDark ? sample > high : sample < low)
            {
                (edges, isDark) = (edges + 1, !isDark);
            }
        }

        return edges;
    }

    /// <summary>
    /// A finder pattern is a square ring, seven modules a side, around a square of three. A QR code has three of one size in its corners; two that are seen
    /// are reason enough to look at what lies between and around them.
    /// </summary>
    private static void AddSquares(IReadOnlyList<Blob> blobs, List<PixelBox> areas)
    {
        var rings = blobs.Where(blob => IsSquare(blob, 8, 150) && blob.Area < 0.7 * blob.Box.Area && blob.Area > 0.3 * blob.Box.Area).ToList();
        var cores = blobs.Where(blob => IsSquare(blob, 3, 70) && blob.Area > 0.6 * blob.Box.Area).ToLookup(blob => Key(blob.Box));
        var corners = rings.Where(ring => HasCore(ring.Box, cores)).ToList();
        foreach (var corner in corners)
        {
            // A code of version 10 has 57 modules a side, eight widths of a corner; letters carry no larger ones.
            var reach = 8 * corner.Width;
            var around = new PixelBox(corner.Box.Left - reach, corner.Box.Top - reach, corner.Box.Right + reach, corner.Box.Bottom + reach);
            var others = corners.FindAll(other => !other.Box.Intersect(around).IsEmpty && Math.Abs(other.Width - corner.Width) <= Math.Max(2, corner.Width / 5));
            if (others.Count >= 2)
            {
                var code = others.Select(other => other.Box).Aggregate((a, b) => a.Union(b));
                var side = Math.Max(code.Width, code.Height);
                areas.Add(new PixelBox(code.Left - corner.Width, code.Top - corner.Width, code.Left + side + corner.Width, code.Top + side + corner.Width));
            }
        }
    }

    private static bool HasCore(PixelBox ring, ILookup<(int Column, int Row), Blob> cores)
    {
        var (column, row) = Key(ring);
        for (var i = 0; i < 9; i++)
        {
            if (cores[(column + (i % 3) - 1, row + (i / 3) - 1)].Any(core => IsCore(core.Box, ring)))
            {
                return true;
            }
        }

        return false;
    }

    private static (int Column, int Row) Key(PixelBox box) => ((box.Left + box.Right) / 32, (box.Top + box.Bottom) / 32);

    private static bool IsSquare(Blob blob, int least, int most) =>
        blob.Width >= least && blob.Width <= most && Math.Abs(blob.Width - blob.Height) <= Math.Max(2, blob.Width / 5);

    private static bool IsCore(PixelBox core, PixelBox ring) =>
        core.Width > 0.28 * ring.Width && core.Width < 0.6 * ring.Width
        && Math.Abs(core.Left + core.Right - ring.Left - ring.Right) <= Math.Max(3, ring.Width / 5)
        && Math.Abs(core.Top + core.Bottom - ring.Top - ring.Bottom) <= Math.Max(3, ring.Height / 5);

    private static List<PixelBox> Merge(List<PixelBox> boxes)
    {
        var merged = new List<PixelBox>();
        foreach (var box in boxes)
        {
            var whole = box;
            for (var i = merged.FindIndex(other => !other.Intersect(whole).IsEmpty); i >= 0; i = merged.FindIndex(other => !other.Intersect(whole).IsEmpty))
            {
                whole = whole.Union(merged[i]);
                merged.RemoveAt(i);
            }

            merged.Add(whole);
        }

        return merged;
    }
}
