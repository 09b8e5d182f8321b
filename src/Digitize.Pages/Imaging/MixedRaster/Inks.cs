namespace Digitize.Pages.Imaging.MixedRaster;

/// <summary>The few solid colours that a page's strokes are painted in.</summary>
internal static class Inks
{
    /// <summary>A letter has one to three; charts and maps have more. Every ink costs a mask of its own.</summary>
    private const int Most = 12;

    /// <summary>How far two strokes of one ink may differ: strokes are lighter the thinner they are, but colour is noise only to a small part.</summary>
    private const double LumaReach = 64;
    private const double ChromaReach = 24;

    /// <summary>An ink this near to paper is paper that shows between dark things.</summary>
    private const int PaperReach = 28;

    /// <summary>Colours are counted in bins of eight levels a side.</summary>
    private const int BinBits = 5;

    /// <summary>The inks, and for each piece of the strokes the index of its own; pieces of strokes that are not <paramref name="kept"/> have -1.</summary>
    public static (List<(byte R, byte G, byte B)> Colors, sbyte[] InkOf) Choose(Strokes strokes, ReadOnlySpan<bool> kept)
    {
        var bins = new ColorWeight[1 << (3 * BinBits)];
        var binOf = new short[strokes.Pieces];
        for (var i = 0; i < binOf.Length; i++)
        {
            var (stroke, color, pixels) = strokes.Piece(i);
            binOf[i] = kept[stroke] ? (short)Bin(color) : (short)-1;
            if (kept[stroke])
            {
                bins[binOf[i]].Add(color, pixels);
            }
        }

        var (colors, inkOfBin) = Group(bins);
        var inkOf = new sbyte[binOf.Length];
        for (var i = 0; i < inkOf.Length; i++)
        {
            inkOf[i] = binOf[i] < 0 ? (sbyte)-1 : inkOfBin[binOf[i]];
        }

        return (colors, inkOf);
    }

    /// <summary>The paper's colour for what is paper in truth, else the ink itself.</summary>
    public static (byte R, byte G, byte B) OrPaper((byte R, byte G, byte B) ink, (byte R, byte G, byte B) paper)
    {
        var distance = Math.Max(Math.Abs(ink.R - paper.R), Math.Max(Math.Abs(ink.G - paper.G), Math.Abs(ink.B - paper.B)));
        return distance <= PaperReach ? paper : ink;
    }

    /// <summary>The heaviest colour leads an ink, then the heaviest that is in no ink's reach, and so on; then each goes to the nearest.</summary>
    private static (List<(byte R, byte G, byte B)> Colors, sbyte[] InkOfBin) Group(ColorWeight[] bins)
    {
        // By number where two weigh the same: the same page gives the same inks.
        var used = Enumerable.Range(0, bins.Length).Where(bin => bins[bin].Weight > 0).OrderByDescending(bin => bins[bin].Weight).ThenBy(bin => bin).ToArray();
        var leaders = new List<(byte R, byte G, byte B)>();
        foreach (var bin in used)
        {
            if (leaders.Count < Most && Nearest(leaders, bins[bin].MeanColor).Distance > 1)
            {
                leaders.Add(bins[bin].MeanColor);
            }
        }

        var inks = new ColorWeight[leaders.Count];
        var inkOfBin = new sbyte[bins.Length];
        foreach (var bin in used)
        {
            var (ink, distance) = Nearest(leaders, bins[bin].MeanColor);
            inkOfBin[bin] = (sbyte)ink;

            // A stray that found no ink of its own does not change its neighbor's.
            inks[ink] = distance <= 1 ? inks[ink].With(bins[bin]) : inks[ink];
        }

        return Merge(inks, inkOfBin);
    }

    /// <summary>Two inks whose means came nearer than their leaders were are one: letters of one word would flicker between them.</summary>
    private static (List<(byte R, byte G, byte B)> Colors, sbyte[] InkOfBin) Merge(ColorWeight[] inks, sbyte[] inkOfBin)
    {
        const double OneInk = 0.7;
        var kept = new List<ColorWeight>();
        var place = new sbyte[inks.Length];
        for (var i = 0; i < inks.Length; i++)
        {
            var twin = kept.FindIndex(other => Distance(other.MeanColor, inks[i].MeanColor) < OneInk);
            if (twin < 0)
            {
                place[i] = (sbyte)kept.Count;
                kept.Add(inks[i]);
                continue;
            }

            place[i] = (sbyte)twin;
            kept[twin] = kept[twin].With(inks[i]);
        }

        return (kept.ConvertAll(ink => ink.MeanColor), Array.ConvertAll(inkOfBin, ink => inks.Length == 0 ? (sbyte)0 : place[ink]));
    }

    private static (int Index, double Distance) Nearest(List<(byte R, byte G, byte B)> leaders, (byte R, byte G, byte B) color)
    {
        var (nearest, least) = (-1, double.MaxValue);
        for (var i = 0; i < leaders.Count; i++)
        {
            var distance = Distance(leaders[i], color);
            if (distance < least)
            {
                (nearest, least) = (i, distance);
            }
        }

        return (nearest, least);
    }

    /// <summary>1 is as far as one ink reaches.</summary>
    private static double Distance((byte R, byte G, byte B) a, (byte R, byte G, byte B) b)
    {
        var (y1, cb1, cr1) = Ycc(a);
        var (y2, cb2, cr2) = Ycc(b);
        return Math.Max(Math.Abs(y1 - y2) / LumaReach, Math.Max(Math.Abs(cb1 - cb2), Math.Abs(cr1 - cr2)) / ChromaReach);
    }

    private static (double Y, double Cb, double Cr) Ycc((byte R, byte G, byte B) color)
    {
        var luma = (0.299 * color.R) + (0.587 * color.G) + (0.114 * color.B);
        return (luma, 0.564 * (color.B - luma), 0.713 * (color.R - luma));
    }

    private static uint Bin(uint color)
    {
        const int Drop = 8 - BinBits;
        return (((color >> (16 + Drop)) & 0x1F) << (2 * BinBits)) | (((color >> (8 + Drop)) & 0x1F) << BinBits) | ((color >> Drop) & 0x1F);
    }
}
