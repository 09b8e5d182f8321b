using System.Numerics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>Makes light writing on dark ground into dark writing on light ground: heads of tables, buttons, slides.</summary>
internal static class DarkAreas
{
    /// <summary>Side of the squares that the search is done in; ground shows between and around letters in pieces larger than that.</summary>
    private const int Tile = 4;

    /// <summary>Dark writing never covers half of its own area, also between thick rules; ground with light writing on it covers more.</summary>
    private const double LeastInk = 0.55;

    /// <summary>Changes <paramref name="gray"/> in place and replaces <paramref name="ink"/>, its 1-bit picture.</summary>
    /// <returns>Boxes of what was turned light.</returns>
    public static IReadOnlyList<PixelBox> Invert(ref PixHandle ink, PixHandle gray)
    {
        using var tiles = NativeCheck.Valid(Leptonica.pixReduceRankBinaryCascade(ink, 2, 3, 0, 0), nameof(Leptonica.pixReduceRankBinaryCascade));
        using var ground = NativeCheck.Valid(Leptonica.pixOpenBrick(0, tiles, 10, 1), nameof(Leptonica.pixOpenBrick));
        using var filled = NativeCheck.Valid(Leptonica.pixCloseBrick(0, ground, 3, 15), nameof(Leptonica.pixCloseBrick));
        using var solid = NativeCheck.Valid(Leptonica.pixOpenBrick(0, filled, 12, 6), nameof(Leptonica.pixOpenBrick));
        var areas = InkBlobs.Find(solid);
        var dark = new List<PixelBox>();
        foreach (var area in areas)
        {
            if (InkIn(tiles, solid, area.Box) >= LeastInk * area.Ink)
            {
                dark.Add(area.Box.Scale(Tile));
            }
            else
            {
                Clear(solid, area.Box);
            }
        }

        if (dark.Count > 0)
        {
            Turn(ref ink, gray, solid);
        }

        return dark;
    }

    private static void Turn(ref PixHandle ink, PixHandle gray, PixHandle solid)
    {
        using var enlarged = NativeCheck.Valid(Leptonica.pixExpandReplicate(solid, Tile), nameof(Leptonica.pixExpandReplicate));
        using var empty = NativeCheck.Valid(Leptonica.pixCreate(Leptonica.pixGetWidth(ink), Leptonica.pixGetHeight(ink), 1), nameof(Leptonica.pixCreate));
        using var mask = NativeCheck.Valid(Leptonica.pixOr(0, empty, enlarged), nameof(Leptonica.pixOr));
        using var negative = NativeCheck.Valid(Leptonica.pixInvert(0, gray), nameof(Leptonica.pixInvert));
        NativeCheck.Zero(Leptonica.pixCombineMasked(gray, negative, mask), nameof(Leptonica.pixCombineMasked));
        var turned = NativeCheck.Valid(Leptonica.pixXor(0, ink, mask), nameof(Leptonica.pixXor));
        ink.Dispose();
        ink = turned;
    }

    private static unsafe long InkIn(PixHandle tiles, PixHandle area, PixelBox box)
    {
        var first = Leptonica.pixGetData(tiles);
        var last = Leptonica.pixGetData(area);
        var (words, areaWords) = (Leptonica.pixGetWpl(tiles), Leptonica.pixGetWpl(area));
        long sum = 0;
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var index = box.Left / 32; index <= (box.Right - 1) / 32; index++)
            {
                sum += BitOperations.PopCount(first[((long)y * words) + index] & last[((long)y * areaWords) + index] & InBox(index, box));
            }
        }

        return sum;
    }

    private static unsafe void Clear(PixHandle area, PixelBox box)
    {
        var data = Leptonica.pixGetData(area);
        var words = Leptonica.pixGetWpl(area);
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var index = box.Left / 32; index <= (box.Right - 1) / 32; index++)
            {
                data[((long)y * words) + index] &= ~InBox(index, box);
            }
        }
    }

    /// <summary>Ones for the columns of a word of 32 pixels that lie in the box; the leftmost pixel is the highest bit.</summary>
    private static uint InBox(int index, PixelBox box)
    {
        var (from, to) = (Math.Max(0, box.Left - (index * 32)), Math.Min(32, box.Right - (index * 32)));
        return (uint)((ulong.MaxValue << (64 - (to - from))) >> from >> 32);
    }
}
