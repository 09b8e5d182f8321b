using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>The pieces of ink of a strip: dark pixels that touch, also corner to corner. What is dark is told by Otsu's threshold.</summary>
internal static class StripInk
{
    /// <summary>The left and right end of each piece, the right one behind it, sorted by their left ends.</summary>
    public static List<(int Left, int Right)> PiecesOf(GrayPixels strip)
    {
        var threshold = Otsu(strip.Samples);
        var pieces = new Pieces();
        var above = new List<(int Left, int Right, int Piece)>();
        for (var y = 0; y < strip.Height; y++)
        {
            var runs = Runs(strip.Row(y), threshold);
            var first = 0;
            for (var index = 0; index < runs.Count; index++)
            {
                var (left, right, _) = runs[index];
                var piece = pieces.Add(left, right);
                while (first < above.Count && above[first].Right < left)
                {
                    first++;
                }

                for (var touching = first; touching < above.Count && above[touching].Left <= right; touching++)
                {
                    piece = pieces.Join(piece, above[touching].Piece);
                }

                runs[index] = (left, right, piece);
            }

            above = runs;
        }

        return pieces.All();
    }

    /// <summary>Dark pixels side by side in a row.</summary>
    private static List<(int Left, int Right, int Piece)> Runs(ReadOnlySpan<byte> row, int threshold)
    {
        var runs = new List<(int Left, int Right, int Piece)>();
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] > threshold)
            {
                continue;
            }

            var left = x;
            while (x < row.Length && row[x] <= threshold)
            {
                x++;
            }

            runs.Add((left, x, 0));
        }

        return runs;
    }

    /// <summary>The last level of the dark ones, where two groups of levels differ most between each other.</summary>
    private static int Otsu(byte[] samples)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        long sum = 0;
        foreach (var level in samples)
        {
            counts[level]++;
            sum += level;
        }

        var (best, threshold) = (-1.0, 127);
        long darkCount = 0;
        long darkSum = 0;
        for (var level = 0; level < 255; level++)
        {
            darkCount += counts[level];
            darkSum += (long)level * counts[level];
            var lightCount = samples.Length - darkCount;
            if (darkCount == 0 || lightCount == 0)
            {
                continue;
            }

            var apart = ((double)darkSum / darkCount) - ((double)(sum - darkSum) / lightCount);
            var between = darkCount * (double)lightCount * apart * apart;
            if (between > best)
            {
                (best, threshold) = (between, level);
            }
        }

        return threshold;
    }

    /// <summary>Pieces that grow together as rows are read.</summary>
    private sealed class Pieces
    {
        private readonly List<(int Left, int Right, int Parent)> _pieces = [];

        public int Add(int left, int right)
        {
            _pieces.Add((left, right, _pieces.Count));
            return _pieces.Count - 1;
        }

        public int Join(int one, int other)
        {
            (one, other) = (Root(one), Root(other));
            if (one != other)
            {
                var (a, b) = (_pieces[one], _pieces[other]);
                _pieces[one] = (Math.Min(a.Left, b.Left), Math.Max(a.Right, b.Right), one);
                _pieces[other] = b with { Parent = one };
            }

            return one;
        }

        public List<(int Left, int Right)> All() =>
            [.. _pieces.Where((piece, index) => piece.Parent == index).Select(piece => (piece.Left, piece.Right)).OrderBy(piece => piece.Left)];

        private int Root(int piece)
        {
            while (_pieces[piece].Parent != piece)
            {
                piece = _pieces[piece].Parent;
            }

            return piece;
        }
    }
}
