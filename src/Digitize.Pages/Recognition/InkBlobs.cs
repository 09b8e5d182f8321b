using System.Numerics;
using System.Runtime.InteropServices;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>Ink that hangs together: mostly a letter, a dot, or a few letters that touch.</summary>
/// <param name="Ink">Number of black pixels.</param>
internal readonly record struct InkBlob(PixelBox Box, int Ink);

/// <summary>Finds the connected pieces of ink in a 1-bit picture, also over corners, in one pass over its runs of black pixels.</summary>
internal static class InkBlobs
{
    private readonly record struct Run(int Start, int End, int Piece);

    public static unsafe List<InkBlob> Find(PixHandle bits)
    {
        var (width, height, words) = (Leptonica.pixGetWidth(bits), Leptonica.pixGetHeight(bits), Leptonica.pixGetWpl(bits));
        var data = Leptonica.pixGetData(bits);
        var pieces = new Pieces();
        List<Run> above = [];
        List<Run> here = [];
        for (var y = 0; y < height; y++)
        {
            here.Clear();
            FindRuns(new ReadOnlySpan<uint>(data + ((long)y * words), words), width, here);
            Connect(CollectionsMarshal.AsSpan(above), CollectionsMarshal.AsSpan(here), y, pieces);
            (above, here) = (here, above);
        }

        return pieces.ToBlobs();
    }

    /// <summary>Leptonica keeps the leftmost pixel in the highest bit of a word.</summary>
    private static void FindRuns(ReadOnlySpan<uint> line, int width, List<Run> runs)
    {
        var start = -1;
        for (var index = 0; index < line.Length; index++)
        {
            var word = line[index];
            if (start < 0 ? word == 0 : word == uint.MaxValue)
            {
                continue;
            }

            var bit = 0;
            while (bit < 32)
            {
                // What is looked for stands as ones from the current bit on.
                var rest = (start < 0 ? word : ~word) << bit;
                if (rest == 0)
                {
                    break;
                }

                bit += BitOperations.LeadingZeroCount(rest);
                if (start < 0)
                {
                    start = (index * 32) + bit;
                }
                else
                {
                    runs.Add(new Run(start, Math.Min(width, (index * 32) + bit), 0));
                    start = -1;
                }
            }
        }

        if (start >= 0 && start < width)
        {
            runs.Add(new Run(start, width, 0));
        }
    }

    private static void Connect(ReadOnlySpan<Run> above, Span<Run> here, int y, Pieces pieces)
    {
        var next = 0;
        foreach (ref var run in here)
        {
            while (next < above.Length && above[next].End < run.Start)
            {
                next++;
            }

            var piece = -1;
            for (var i = next; i < above.Length && above[i].Start <= run.End; i++)
            {
                piece = piece < 0 ? pieces.Root(above[i].Piece) : pieces.Join(piece, above[i].Piece);
            }

            run = run with { Piece = pieces.Add(piece, new PixelBox(run.Start, y, run.End, y + 1)) };
        }
    }

    /// <summary>Boxes and counts of pieces that may turn out to be one: a forest in which a piece points to one it was joined with.</summary>
    private sealed class Pieces
    {
        private readonly List<int> _parents = [];
        private readonly List<InkBlob> _blobs = [];

        public int Root(int piece)
        {
            while (_parents[piece] != piece)
            {
                piece = _parents[piece] = _parents[_parents[piece]];
            }

            return piece;
        }

        public int Join(int root, int other)
        {
            other = Root(other);
            if (root == other)
            {
                return root;
            }

            var (first, second) = root < other ? (root, other) : (other, root);
            _parents[second] = first;
            _blobs[first] = new InkBlob(_blobs[first].Box.Union(_blobs[second].Box), _blobs[first].Ink + _blobs[second].Ink);
            return first;
        }

        /// <summary>Adds a run to a root, or makes it a new piece when <paramref name="root"/> is negative.</summary>
        public int Add(int root, PixelBox run)
        {
            if (root < 0)
            {
                _parents.Add(_parents.Count);
                _blobs.Add(new InkBlob(run, run.Width));
                return _parents.Count - 1;
            }

            _blobs[root] = new InkBlob(_blobs[root].Box.Union(run), _blobs[root].Ink + run.Width);
            return root;
        }

        public List<InkBlob> ToBlobs()
        {
            var blobs = new List<InkBlob>();
            for (var piece = 0; piece < _parents.Count; piece++)
            {
                if (_parents[piece] == piece)
                {
                    blobs.Add(_blobs[piece]);
                }
            }

            return blobs;
        }
    }
}
