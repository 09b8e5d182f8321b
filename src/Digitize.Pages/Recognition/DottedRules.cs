using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>Rules that are drawn as dots or dashes: frames of tables, lines to write on, the dots that lead from a title to its page number.</summary>
internal static class DottedRules
{
    /// <summary>Fewer dots in a row may be an ellipsis.</summary>
    private const int LeastDots = 8;

    /// <summary>A dot's size at most, in letter heights.</summary>
    private const double LargestDot = 0.34;

    /// <summary>A dash's length at most, in letter heights. Down a page, what is longer is a column of figures 1.</summary>
    private const double LongestDashAcross = 1.6;
    private const double LongestDashDown = 0.5;

    /// <summary>White between two dots at most, in letter heights.</summary>
    private const double WidestGap = 0.8;

    /// <summary>Pixels that a dot may lie off the line, as the paper was not quite straight.</summary>
    private const int Off = 2;

    /// <param name="Blobs">What is left.</param>
    /// <param name="Rules">Boxes of the rules that were found.</param>
    /// <param name="Dots">Boxes of their dots.</param>
    internal sealed record Found(List<InkBlob> Blobs, RulingLines Rules, IReadOnlyList<PixelBox> Dots);

    /// <param name="length">Pixels that a rule is long at least.</param>
    /// <param name="usualHeight">Of the page's letters, in pixels.</param>
    public static Found TakeOut(List<InkBlob> blobs, int length, int usualHeight)
    {
        var largest = Math.Max(3, LargestDot * usualHeight);
        var isGone = new bool[blobs.Count];
        var down = Chains(blobs, new Dot(largest, LongestDashDown * usualHeight, WidestGap * usualHeight), length, isGone, box => new PixelBox(box.Top, box.Left, box.Bottom, box.Right));
        var across = Chains(blobs, new Dot(largest, LongestDashAcross * usualHeight, WidestGap * usualHeight), length, isGone, box => box);
        return new Found(
            [.. blobs.Where((_, index) => !isGone[index])],
            new RulingLines(across, [.. down.Select(box => new PixelBox(box.Top, box.Left, box.Bottom, box.Right))]),
            [.. blobs.Where((_, index) => isGone[index]).Select(blob => blob.Box)]);
    }

    /// <summary>What a dot or dash may be like, in pixels.</summary>
    private readonly record struct Dot(double Thickest, double Longest, double WidestGap);

    /// <param name="along">Turns a box so that the rules looked for run from left to right.</param>
    private static List<PixelBox> Chains(List<InkBlob> blobs, Dot limits, int length, bool[] isGone, Func<PixelBox, PixelBox> along)
    {
        var rows = new Dictionary<int, List<(PixelBox Box, int Index)>>();
        List<(PixelBox Box, int Index)> dots = [];
        for (var index = 0; index < blobs.Count; index++)
        {
            var box = along(blobs[index].Box);
            if (!isGone[index] && box.Height <= limits.Thickest && box.Width <= limits.Longest)
            {
                dots.Add((box, index));
            }
        }

        dots.Sort((a, b) => a.Box.Left.CompareTo(b.Box.Left));
        foreach (var dot in dots)
        {
            (rows.TryGetValue(Middle(dot.Box), out var row) ? row : rows[Middle(dot.Box)] = []).Add(dot);
        }

        var rules = new List<PixelBox>();
        var isUsed = new HashSet<int>();
        foreach (var first in dots)
        {
            if (isUsed.Contains(first.Index))
            {
                continue;
            }

            var chain = Follow(first, rows, limits.WidestGap);
            isUsed.UnionWith(chain.Select(dot => dot.Index));
            if (chain.Count >= LeastDots && chain[^1].Box.Right - first.Box.Left >= length && IsRegular(chain))
            {
                rules.Add(chain.Select(dot => dot.Box).Aggregate((a, b) => a.Union(b)));
                foreach (var (_, index) in chain)
                {
                    isGone[index] = true;
                }
            }
        }

        return rules;
    }

    private static int Middle(PixelBox box) => (box.Top + box.Bottom) / 2;

    private static List<(PixelBox Box, int Index)> Follow((PixelBox Box, int Index) dot, Dictionary<int, List<(PixelBox Box, int Index)>> rows, double widest)
    {
        List<(PixelBox Box, int Index)> chain = [dot];
        while (Next(chain[^1].Box, rows, widest) is { } next)
        {
            chain.Add(next);
        }

        return chain;
    }

    private static (PixelBox Box, int Index)? Next(PixelBox from, Dictionary<int, List<(PixelBox Box, int Index)>> rows, double widest)
    {
        (PixelBox Box, int Index)? nearest = null;
        for (var y = Middle(from) - Off; y <= Middle(from) + Off; y++)
        {
            if (!rows.TryGetValue(y, out var row))
            {
                continue;
            }

            var at = FirstFrom(row, from.Right);
            if (at < row.Count && row[at].Box.Left - from.Right <= widest && (nearest is null || row[at].Box.Left < nearest.Value.Box.Left))
            {
                nearest = row[at];
            }
        }

        return nearest;
    }

    private static int FirstFrom(List<(PixelBox Box, int Index)> row, int left)
    {
        var (low, high) = (0, row.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = row[middle].Box.Left < left ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Dots of a rule are alike in size and distance; the full stops and hyphens of a line of text are not.</summary>
    private static bool IsRegular(List<(PixelBox Box, int Index)> chain)
    {
        var steps = chain.Zip(chain.Skip(1), (a, b) => b.Box.Left - a.Box.Left).Order().ToArray();
        var usual = steps[steps.Length / 2];
        return steps.Count(step => step >= 0.6 * usual && step <= 1.5 * usual) >= 0.8 * steps.Length;
    }
}
