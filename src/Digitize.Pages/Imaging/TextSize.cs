namespace Digitize.Pages.Imaging;

/// <summary>How large the page's text is, from the heights of its blobs; never from a resolution that a file claims.</summary>
/// <param name="XHeight">Height of small letters without stems, in pixels of the picture that the blobs come from.</param>
/// <param name="Letters">How many blobs look like letters of that size.</param>
internal sealed record TextSize(double XHeight, int Letters)
{
    /// <summary>Lower than this a blob is a dot or dirt.</summary>
    private const int LowestLetter = 4;

    private const int HighestLetter = 200;

    private const int FewestLetters = 24;

    /// <summary>Letters of one or a few characters grown together, from small letters up to tall capitals.</summary>
    public bool IsLetter(Blob blob) =>
        blob.Height >= 0.7 * XHeight && blob.Height <= 2.6 * XHeight && blob.Width <= 8 * XHeight && blob.Width >= 0.1 * XHeight;

    /// <summary>Null when there are too few blobs that could be letters.</summary>
    public static TextSize? Measure(IReadOnlyList<Blob> blobs)
    {
        Span<int> heights = stackalloc int[HighestLetter + 2];
        var candidates = 0;
        foreach (var blob in blobs)
        {
            if (CouldBeLetter(blob))
            {
                heights[blob.Height]++;
                candidates++;
            }
        }

        if (candidates < FewestLetters)
        {
            return null;
        }

        var mode = XHeightOf(heights);
        var size = new TextSize(mode, 0);
        var letters = blobs.Count(size.IsLetter);
        return letters < FewestLetters ? null : size with { Letters = letters };
    }

    private static bool CouldBeLetter(Blob blob) =>
        blob.Height is >= LowestLetter and <= HighestLetter
        && blob.Width >= 2 && blob.Width <= 4 * blob.Height && blob.Height <= 6 * blob.Width
        && blob.Area >= 0.12 * blob.Box.Area;

    /// <summary>
    /// The commonest height, unless a lower one stands in the ratio of small letters to capitals (0.62 to 0.8) to it and is nearly as common:
    /// lists and headings have many capitals and digits.
    /// </summary>
    private static double XHeightOf(ReadOnlySpan<int> heights)
    {
        var best = LowestLetter;
        for (var height = LowestLetter; height <= HighestLetter; height++)
        {
            best = Around(heights, height) > Around(heights, best) ? height : best;
        }

        var lower = best;
        for (var height = (int)Math.Ceiling(0.62 * best); height <= 0.8 * best && height >= LowestLetter; height++)
        {
            lower = lower == best || Around(heights, height) > Around(heights, lower) ? height : lower;
        }

        var chosen = Around(heights, lower) >= 0.5 * Around(heights, best) ? lower : best;
        double sum = (heights[chosen - 1] * (chosen - 1)) + (heights[chosen] * chosen) + (heights[chosen + 1] * (chosen + 1));
        return sum / (heights[chosen - 1] + heights[chosen] + heights[chosen + 1]);
    }

    private static int Around(ReadOnlySpan<int> heights, int height) => heights[height - 1] + (2 * heights[height]) + heights[height + 1];
}
