using System.Numerics;

namespace Digitize.Pages.Imaging;

/// <summary>
/// Finds salt and pepper: ink that fits into a square of a few pixels and has nothing around it. 64 places are tested at a time, by the empty ring
/// around the square.
/// </summary>
internal static class Specks
{
    /// <summary>A full stop is as wide as a stroke, about a sixth of the x-height; half of that is no mark.</summary>
    private const double TinyShare = 1.0 / 12;

    /// <summary>A third of a millimetre at 300 dpi is 3.5 pixels; small print has full stops of that size, but not far from its letters.</summary>
    private const int Largest = 3;

    /// <summary>Print as small as this has dots of the size of dirt.</summary>
    private const double SmallPrint = 17;

    /// <summary>The pixels of specks.</summary>
    /// <param name="ink">At full size.</param>
    /// <param name="xHeight">In pixels of <paramref name="ink"/>; null when there is little text, then only single pixels count.</param>
    /// <param name="text">Where text is, with room for its dots, in a map reduced by <paramref name="reduction"/>.</param>
    public static InkMap Find(InkMap ink, double? xHeight, InkMap text, int reduction)
    {
        var specks = new InkMap(ink.Width, ink.Height);
        var tiny = xHeight is { } size ? Math.Min(Largest, (int)(size * TinyShare)) : 1;
        for (var side = 1; side <= tiny; side++)
        {
            MarkIsolated(ink, side, specks);
        }

        if (xHeight >= SmallPrint)
        {
            var loose = new InkMap(ink.Width, ink.Height);
            for (var side = tiny + 1; side <= Largest; side++)
            {
                MarkIsolated(ink, side, loose);
            }

            AddOutside(loose, text, reduction, specks);
        }

        return specks;
    }

    private static void MarkIsolated(InkMap ink, int side, InkMap marked)
    {
        var words = ink.WordsPerRow;
        var core = new ulong[words];
        var ring = new ulong[words];
        for (var top = 0; top <= ink.Height - side; top++)
        {
            core.AsSpan().Clear();
            for (var y = top; y < top + side; y++)
            {
                Or(core, ink.Row(y));
            }

            if (core.AsSpan().IndexOfAnyExcept(0ul) < 0)
            {
                continue;
            }

            ring.AsSpan().Clear();
            OrRun(ring, top > 0 ? ink.Row(top - 1) : [], side + 2);
            OrRun(ring, top + side < ink.Height ? ink.Row(top + side) : [], side + 2);
            OrShifted(ring, core, -1);
            OrShifted(ring, core, side);
            Mark(ink, core, ring, top, side, marked);
        }
    }

    /// <summary>Bit x of the ring stands for the square whose left column is x: clear where the ring around that square is empty.</summary>
    private static void Mark(InkMap ink, ulong[] core, ulong[] ring, int top, int side, InkMap marked)
    {
        for (var i = 0; i < ring.Length; i++)
        {
            if (core[i] == 0 && (side == 1 || i + 1 >= core.Length || core[i + 1] == 0))
            {
                continue;
            }

            for (var empty = ~ring[i] & Covered(core, i, side); empty != 0; empty &= empty - 1)
            {
                var left = (i * 64) + BitOperations.TrailingZeroCount(empty);
                for (var y = top; y < top + side; y++)
                {
                    for (var x = left; x < Math.Min(left + side, ink.Width); x++)
                    {
                        if (ink[x, y])
                        {
                            marked.SetRun(y, x, x + 1);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Places from which a square covers any ink.</summary>
    private static ulong Covered(ulong[] core, int i, int side)
    {
        var covered = core[i];
        for (var shift = 1; shift < side; shift++)
        {
            covered |= (core[i] >> shift) | (i + 1 < core.Length ? core[i + 1] << (64 - shift) : 0);
        }

        return covered;
    }

    private static void Or(Span<ulong> target, ReadOnlySpan<ulong> source)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] |= source[i];
        }
    }

    /// <summary>Ors the pixels from one left of x up to <paramref name="count"/> of them.</summary>
    private static void OrRun(Span<ulong> target, ReadOnlySpan<ulong> source, int count)
    {
        for (var at = 0; at < count && !source.IsEmpty; at++)
        {
            OrShifted(target, source, at - 1);
        }
    }

    /// <summary>Ors pixel x + <paramref name="right"/> of the source into bit x.</summary>
    private static void OrShifted(Span<ulong> target, ReadOnlySpan<ulong> source, int right)
    {
        if (right == 0)
        {
            Or(target, source);
            return;
        }

        for (var i = 0; i < target.Length; i++)
        {
            target[i] |= right > 0
                ? (source[i] >> right) | (i + 1 < source.Length ? source[i + 1] << (64 - right) : 0)
                : (source[i] << -right) | (i > 0 ? source[i - 1] >> (64 + right) : 0);
        }
    }

    private static void AddOutside(InkMap loose, InkMap text, int reduction, InkMap specks)
    {
        for (var y = 0; y < loose.Height; y++)
        {
            var row = loose.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                for (var bits = row[i]; bits != 0; bits &= bits - 1)
                {
                    var x = (i * 64) + BitOperations.TrailingZeroCount(bits);
                    if (!text[Math.Min(x / reduction, text.Width - 1), Math.Min(y / reduction, text.Height - 1)])
                    {
                        specks.SetRun(y, x, x + 1);
                    }
                }
            }
        }
    }
}
