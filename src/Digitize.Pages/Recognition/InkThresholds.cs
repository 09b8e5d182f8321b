using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>
/// What is ink and what is ground, tile by tile: each tile is split where its dark and its light samples differ most (Otsu, IEEE SMC 9, 1979).
/// A tile that holds only one of the two, such as bare paper, would be split through the middle of its noise; it takes the split of its neighbors or of
/// the whole page, and a page of one tone has no ink.
/// </summary>
internal static class InkThresholds
{
    /// <summary>Pixels a side of a tile: two lines of large print, and small enough to follow a shadow.</summary>
    private const int Tile = 400;

    /// <summary>Mean of the light samples less mean of the dark ones. Halves of normal noise with a deviation of 15 levels, a bad scan, differ by 1.6 deviations: 24.</summary>
    private const double LeastContrast = 30;

    /// <summary>Splits as good as the best but for this share; among them the one with the fewest samples is taken, as it lies in the valley between the two.</summary>
    private const double AsGood = 0.1;

    /// <summary>How far the threshold is moved from the valley to the mean of the light samples: print of half the contrast of the black print beside it is still ink.</summary>
    private const double TowardPaper = 0.25;

    /// <param name="gray">8 bits a pixel.</param>
    /// <returns>1 bit a pixel, black where there is ink; to be disposed by the caller.</returns>
    public static PixHandle Binarize(PageImage gray)
    {
        var (across, down) = (Math.Max(1, gray.Width / Tile), Math.Max(1, gray.Height / Tile));
        var thresholds = Smooth(Find(gray, across, down), across, down);
        return Apply(gray, thresholds, across, down);
    }

    private readonly record struct Split(int Threshold, double Contrast);

    /// <summary>A threshold for each tile; null where the tile is of one tone.</summary>
    private static (int?[] Tiles, int Page) Find(PageImage gray, int across, int down)
    {
        var rows = new PixelRows(gray);
        var row = new byte[rows.GrayBytes];
        var histograms = new int[across * down][];
        var page = new int[256];
        for (var tile = 0; tile < histograms.Length; tile++)
        {
            histograms[tile] = new int[256];
        }

        for (var y = 0; y < gray.Height; y++)
        {
            rows.ReadGray(y, row);
            var tiles = histograms.AsSpan(Math.Min(y * down / gray.Height, down - 1) * across, across);
            for (var column = 0; column < across; column++)
            {
                var histogram = tiles[column];
                foreach (var sample in row.AsSpan()[Edge(column, across, gray.Width)..Edge(column + 1, across, gray.Width)])
                {
                    histogram[sample]++;
                }
            }
        }

        foreach (var histogram in histograms)
        {
            for (var level = 0; level < page.Length; level++)
            {
                page[level] += histogram[level];
            }
        }

        return ([.. histograms.Select(histogram => SplitOf(histogram) is { Contrast: >= LeastContrast } split ? split.Threshold : (int?)null)], SplitOf(page) is { Contrast: >= LeastContrast } whole ? whole.Threshold : 0);
    }

    private static int Edge(int tile, int tiles, int pixels) => (int)((long)tile * pixels / tiles);

    private static Split SplitOf(ReadOnlySpan<int> histogram)
    {
        double all = 0;
        double sum = 0;
        for (var level = 0; level < histogram.Length; level++)
        {
            all += histogram[level];
            sum += (double)level * histogram[level];
        }

        Span<double> scores = stackalloc double[histogram.Length];
        Span<double> contrasts = stackalloc double[histogram.Length];
        var (darkCount, darkSum, best) = (0.0, 0.0, 0);
        for (var level = 0; level < histogram.Length; level++)
        {
            darkCount += histogram[level];
            darkSum += (double)level * histogram[level];
            contrasts[level] = darkCount == 0 || darkCount == all ? 0 : ((sum - darkSum) / (all - darkCount)) - (darkSum / darkCount);
            scores[level] = darkCount * (all - darkCount) * contrasts[level] * contrasts[level];
            best = scores[level] > scores[best] ? level : best;
        }

        var valley = Valley(histogram, scores, best) + 1;
        return new Split((int)(valley + (TowardPaper * Math.Max(0, LightMean(histogram, best) - valley))), contrasts[best]);
    }

    private static double LightMean(ReadOnlySpan<int> histogram, int dark)
    {
        var (count, sum) = (0.0, 0.0);
        for (var level = dark + 1; level < histogram.Length; level++)
        {
            count += histogram[level];
            sum += (double)level * histogram[level];
        }

        return count == 0 ? dark : sum / count;
    }

    private static int Valley(ReadOnlySpan<int> histogram, ReadOnlySpan<double> scores, int best)
    {
        var least = scores[best] * (1 - AsGood);
        var (first, last) = (best, best);
        while (first > 0 && scores[first - 1] >= least)
        {
            first--;
        }

        while (last < scores.Length - 1 && scores[last + 1] >= least)
        {
            last++;
        }

        // A picture without noise has a flat valley; its middle is as far from the ink as from the paper.
        var (start, end) = (first, first);
        for (var level = first + 1; level <= last; level++)
        {
            (start, end) = histogram[level] < histogram[start] ? (level, level)
                : histogram[level] == histogram[start] && end == level - 1 ? (start, level)
                : (start, end);
        }

        return Math.Min((start + end) / 2, 254);
    }

    /// <summary>
    /// Moved half-way to the mean of the neighbors that have a threshold of their own: a line that runs through two tiles is split much alike in both, and pale
    /// print beside black is still found. A tile of one tone takes the lowest of its neighbors: where a shadow begins, only that tells paper from ink.
    /// </summary>
    private static int[] Smooth((int?[] Tiles, int Page) found, int across, int down)
    {
        var smooth = new int[found.Tiles.Length];
        for (var tile = 0; tile < smooth.Length; tile++)
        {
            var (column, row) = (tile % across, tile / across);
            var (sum, count, lowest) = (0, 0, int.MaxValue);
            for (var y = Math.Max(0, row - 1); y <= Math.Min(down - 1, row + 1); y++)
            {
                for (var x = Math.Max(0, column - 1); x <= Math.Min(across - 1, column + 1); x++)
                {
                    sum += found.Tiles[(y * across) + x] ?? 0;
                    count += found.Tiles[(y * across) + x] is null ? 0 : 1;
                    lowest = Math.Min(lowest, found.Tiles[(y * across) + x] ?? lowest);
                }
            }

            smooth[tile] = found.Tiles[tile] is { } own ? (own + (sum / count)) / 2 : count > 0 ? lowest : found.Page;
        }

        return smooth;
    }

    private static PixHandle Apply(PageImage gray, int[] thresholds, int across, int down)
    {
        var handle = NativeCheck.Valid(Leptonica.pixCreate(gray.Width, gray.Height, 1), nameof(Leptonica.pixCreate));
        var ink = new PageImage(NativeCheck.Valid(Leptonica.pixClone(handle), nameof(Leptonica.pixClone)), gray.Dpi);
        using (ink)
        {
            var from = new PixelRows(gray);
            var to = new PixelRows(ink);
            var row = new byte[from.GrayBytes];
            var bits = new ulong[(gray.Width + 63) / 64];
            var limits = new byte[from.GrayBytes];
            var last = -1;
            for (var y = 0; y < gray.Height; y++)
            {
                var tileRow = Math.Min(y * down / gray.Height, down - 1);
                if (tileRow != last)
                {
                    last = tileRow;
                    for (var column = 0; column < across; column++)
                    {
                        limits.AsSpan()[Edge(column, across, gray.Width)..Edge(column + 1, across, gray.Width)].Fill((byte)thresholds[(tileRow * across) + column]);
                    }
                }

                from.ReadGray(y, row);
                InkMap.Darker(row.AsSpan(0, gray.Width), limits, bits);
                Pack(bits, to.Words(y));
            }
        }

        return handle;
    }

    /// <summary>Leptonica keeps the leftmost pixel in the highest bit of a word, we in the lowest.</summary>
    private static void Pack(ReadOnlySpan<ulong> bits, Span<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Reversed((uint)(bits[i / 2] >> (i % 2 * 32)));
        }
    }

    private static uint Reversed(uint word)
    {
        word = ((word >> 1) & 0x55555555) | ((word & 0x55555555) << 1);
        word = ((word >> 2) & 0x33333333) | ((word & 0x33333333) << 2);
        word = ((word >> 4) & 0x0F0F0F0F) | ((word & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
    }
}
