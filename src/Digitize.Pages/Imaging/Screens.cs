using System.Numerics;

namespace Digitize.Pages.Imaging;

/// <summary>
/// Tints printed as a screen of dots: shaded columns of tables, gray boxes of forms. The dots are as dark as letters and touch them; smoothed, they are an even
/// ground that letters stand on, and the ground is then made white.
/// </summary>
internal static class Screens
{
    /// <summary>Pixels across and down a tile.</summary>
    private const int Across = 16;
    private const int Down = 32;

    /// <summary>Rows of a stripe of a tile. There are as many empty rows between two lines of text; a screen has dots in every stripe.</summary>
    private const int Stripe = 4;

    /// <summary>
    /// Changes between ink and ground in one stripe, along its rows and from each row to the next: two dots that stand eight pixels apart have four. A drawn line has them only one way.
    /// </summary>
    private const int LeastChanges = 4;

    /// <summary>Stripes with so many changes that make a tile the border of a screen, or one that is mostly covered by a letter.</summary>
    private const int StripesAtBorder = 4;

    /// <summary>A screen that can be written on is larger than that.</summary>
    private const int LeastTiles = 30;

    /// <summary>Pixels from a dot to the next of its row. Wider screens leave room for reading between the dots, finer ones are gray in the scan.</summary>
    private const int LeastPitch = 3;
    private const int LargestPitch = 12;

    /// <summary>The ground of a screen is what at least this share of its samples are as light as: letters cover a fifth of it.</summary>
    private const double GroundShare = 0.6;

    /// <summary>Letters of a screen are what its darkest hundredth is.</summary>
    private const double LetterShare = 0.01;

    /// <summary>Levels that an even ground still moves up and down after the smoothing.</summary>
    private const int Ripple = 12;

    /// <summary>Levels between ground and letters at least; without letters, the ripple would become writing.</summary>
    private const int LeastContrast = 60;

    /// <summary>The page in gray with its screens made white, to be disposed by the caller; null when there are none.</summary>
    /// <param name="survey">Of this picture: shade is taken out before ink is told from paper, else the grain of shaded paper would look like a screen.</param>
    public static PageImage? Evened(PageImage picture, PageSurvey survey)
    {
        var columns = picture.Width / Across;
        var ink = new InkMap(picture.Width, picture.Height);
        var areas = Areas(CountStripes(picture, survey, columns, ink), columns);
        if (areas.Count == 0)
        {
            return null;
        }

        var gray = PageSurvey.Reduce(picture, 1);
        foreach (var area in areas)
        {
            var lines = area.Order().GroupBy(tile => tile / columns, tile => tile % columns * Across).ToDictionary(line => line.Key, line => line.ToArray());
            Whiten(gray.Samples, Smoothed(gray, lines, PitchOf(ink, lines)), gray.Width, lines);
        }

        return PageImage.FromGray(gray, picture.Dpi);
    }

    /// <summary>For each tile, how many of its stripes are as full of changes as a screen is.</summary>
    private static byte[] CountStripes(PageImage picture, PageSurvey survey, int columns, InkMap ink)
    {
        var pixels = new PixelRows(picture);
        var row = new byte[pixels.GrayBytes];
        var levels = new float[survey.Paper.Columns];
        var rows = picture.Height / Down;
        var along = new int[columns];
        var down = new int[columns];
        var counts = new byte[columns * rows];
        for (var y = 0; y < rows * Down; y++)
        {
            if (y % Stripe == 0)
            {
                along.AsSpan().Clear();
                down.AsSpan().Clear();
            }

            pixels.ReadGray(y, row);
            survey.Paper.Even(y, survey.Reduction, row.AsSpan(0, picture.Width), levels);
            var inRow = ink.Row(y);
            InkMap.Darker(row.AsSpan(0, picture.Width), survey.InkThreshold, inRow);
            var above = ink.Row(Math.Max(0, y - 1));
            for (var column = 0; column < columns; column++)
            {
                var bits = (uint)(inRow[column / 4] >> (column % 4 * Across)) & 0xFFFF;
                along[column] += BitOperations.PopCount((bits ^ (bits >> 1)) & 0x7FFF);
                down[column] += BitOperations.PopCount(((uint)(above[column / 4] >> (column % 4 * Across)) & 0xFFFF) ^ bits);
            }

            if (y % Stripe == Stripe - 1)
            {
                for (var column = 0; column < columns; column++)
                {
                    counts[(y / Down * columns) + column] += (byte)(Math.Min(along[column], down[column]) >= LeastChanges ? 1 : 0);
                }
            }
        }

        return counts;
    }

    /// <summary>Screens as lists of their tiles, borders included.</summary>
    private static List<List<int>> Areas(byte[] stripes, int columns)
    {
        const int All = Down / Stripe;
        var areas = new List<List<int>>();
        var seen = new bool[stripes.Length];
        for (var tile = 0; tile < stripes.Length; tile++)
        {
            if (stripes[tile] < All || seen[tile])
            {
                continue;
            }

            List<int> area = [tile];
            seen[tile] = true;
            var full = 0;
            for (var i = 0; i < area.Count; i++)
            {
                full += stripes[area[i]] == All ? 1 : 0;
                foreach (var next in Around(area[i], stripes.Length, columns))
                {
                    if (!seen[next] && stripes[next] >= (stripes[area[i]] == All ? StripesAtBorder : All))
                    {
                        seen[next] = true;
                        area.Add(next);
                    }
                }
            }

            if (full >= LeastTiles)
            {
                areas.Add(area);
            }
        }

        return areas;
    }

    private static IEnumerable<int> Around(int tile, int tiles, int columns)
    {
        for (var row = -1; row <= 1; row++)
        {
            for (var column = Math.Max(-1, -(tile % columns)); column <= Math.Min(1, columns - 1 - (tile % columns)); column++)
            {
                var next = tile + (row * columns) + column;
                if (next >= 0 && next < tiles)
                {
                    yield return next;
                }
            }
        }
    }

    /// <summary>The shift to the right by which a screen's rows are most like themselves.</summary>
    private static int PitchOf(InkMap ink, Dictionary<int, int[]> lines)
    {
        var (best, least) = (LeastPitch, double.MaxValue);
        for (var pitch = LeastPitch; pitch <= LargestPitch; pitch++)
        {
            var (unlike, compared) = (0L, 0L);
            foreach (var (line, lefts) in lines)
            {
                for (var y = line * Down; y < (line + 1) * Down; y++)
                {
                    var row = ink.Row(y);
                    foreach (var left in lefts)
                    {
                        var bits = (uint)(row[left / 64] >> (left % 64)) & 0xFFFF;
                        unlike += BitOperations.PopCount((bits ^ (bits >> pitch)) & ((1u << (Across - pitch)) - 1));
                        compared += Across - pitch;
                    }
                }
            }

            // A shift by two pitches is as good as by one: the first clear one counts.
            if ((double)unlike / compared < 0.8 * least)
            {
                (best, least) = (pitch, (double)unlike / compared);
            }
        }

        return best;
    }

    /// <summary>Each sample of the area is the mean of a square that is as wide as the screen's pitch: its dots are gone, wherever the square lies.</summary>
    private static byte[] Smoothed(GrayPixels gray, Dictionary<int, int[]> lines, int pitch)
    {
        var smooth = new byte[gray.Samples.Length];
        var sums = new int[gray.Width + 1];
        foreach (var (line, lefts) in lines)
        {
            for (var y = line * Down; y < (line + 1) * Down; y++)
            {
                var (top, bottom) = (Math.Max(0, y - (pitch / 2)), Math.Min(gray.Height, y - (pitch / 2) + pitch));
                foreach (var left in lefts)
                {
                    Smooth(gray, left, top, bottom, pitch, smooth.AsSpan((y * gray.Width) + left, Across), sums);
                }
            }
        }

        return smooth;
    }

    private static void Smooth(GrayPixels gray, int left, int top, int bottom, int pitch, Span<byte> target, int[] sums)
    {
        var (from, to) = (Math.Max(0, left - (pitch / 2)), Math.Min(gray.Width, left + Across + pitch));
        var columns = sums.AsSpan(from, to - from);
        columns.Clear();
        for (var y = top; y < bottom; y++)
        {
            var row = gray.Row(y)[from..to];
            for (var x = 0; x < row.Length; x++)
            {
                columns[x] += row[x];
            }
        }

        for (var x = 0; x < target.Length; x++)
        {
            var first = Math.Max(from, left + x - (pitch / 2));
            var last = Math.Min(to, left + x - (pitch / 2) + pitch);
            var sum = 0;
            for (var at = first; at < last; at++)
            {
                sum += columns[at - from];
            }

            target[x] = (byte)(sum / ((last - first) * (bottom - top)));
        }
    }

    private static void Whiten(byte[] gray, byte[] smooth, int width, Dictionary<int, int[]> lines)
    {
        var histogram = new int[256];
        Visit(lines, width, (start, count) =>
        {
            foreach (var sample in smooth.AsSpan(start, count))
            {
                histogram[sample]++;
            }
        });
        var whitening = Whitening(histogram, histogram.Sum());
        Visit(lines, width, (start, count) =>
        {
            for (var at = start; at < start + count; at++)
            {
                gray[at] = whitening[smooth[at]];
            }
        });
    }

    /// <summary>Calls back with each row of each tile.</summary>
    private static void Visit(Dictionary<int, int[]> lines, int width, Action<int, int> visit)
    {
        foreach (var (line, lefts) in lines)
        {
            for (var y = line * Down; y < (line + 1) * Down; y++)
            {
                foreach (var left in lefts)
                {
                    visit((y * width) + left, Across);
                }
            }
        }
    }

    /// <summary>For each level what it becomes: the ground white, the letters black.</summary>
    private static byte[] Whitening(int[] histogram, int samples)
    {
        var (ground, lighter) = (255, 0L);
        while (ground > 0 && (lighter += histogram[ground]) < samples * GroundShare)
        {
            ground--;
        }

        var (letters, darker) = (0, 0L);
        while (letters < 255 && (darker += histogram[letters]) < samples * LetterShare)
        {
            letters++;
        }

        var white = Math.Max(1, ground - Ripple);
        var black = Math.Clamp(white - LeastContrast, 0, letters);
        return [.. Enumerable.Range(0, 256).Select(level => (byte)Math.Clamp((level - black) * 255 / (white - black), 0, 255))];
    }
}
