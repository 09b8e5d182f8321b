namespace Digitize.Pages.Recognition;

/// <summary>Which lines are read side by side: lines of similar width, which end together.</summary>
internal static class LineBatches
{
    /// <summary>Twice as many as the fastest matrix takes at once: then a batch that a line leaves still fills one of the two.</summary>
    public const int MostLines = 12;

    /// <summary>Of all lines of a batch together: what they need stays below 30 MB, and a line that is as long as a page of noise is read alone.</summary>
    private const int MostPixels = 60_000;

    /// <summary>The places of the lines in each batch, the widest first; lines that are narrower than <paramref name="leastWidth"/> are in none.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<int> widths, int leastWidth)
    {
        var batches = new List<List<int>>();
        var pixels = 0;
        foreach (var line in Enumerable.Range(0, widths.Count).Where(line => widths[line] >= leastWidth).OrderByDescending(line => widths[line]))
        {
            pixels += widths[line];
            if (batches.Count == 0 || batches[^1].Count == MostLines || pixels > MostPixels)
            {
                batches.Add([]);
                pixels = widths[line];
            }

            batches[^1].Add(line);
        }

        return batches;
    }
}
