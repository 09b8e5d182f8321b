namespace Digitize.Pages.Imaging;

/// <summary>
/// Finds the patch code T of separator sheets: four bars beside each other, narrow, wide, narrow, wide counted from the edge of the paper.
/// Kodak's A-61599: narrow bars and all spaces 0.08 inch, wide bars 0.20 inch, 0.80 inch in all, bars at least 0.75 inch long.
/// Counted from the other end it is patch 3, so it matters which edge is nearer.
/// </summary>
internal static class PatchCode
{
    public const string Kind = "PATCH-T";

    /// <summary>As the text in barcodes of separator sheets that others print.</summary>
    public const string Text = "PATCHT";

    /// <summary>The four bars and three spaces are ten narrow bars wide.</summary>
    private const double NarrowBarsInAll = 10;

    private const double WideBar = 2.5;

    /// <summary>Printing and scanning thicken or thin a bar by no more than this, in narrow bars.</summary>
    private const double Tolerance = 0.45;

    /// <summary>In narrow bars.</summary>
    private const double ShortestBar = 9;

    /// <summary>Boxes of the codes in pixels of the blobs' picture.</summary>
    public static IReadOnlyList<PixelBox> Find(IReadOnlyList<Blob> blobs, int width, int height)
    {
        var found = new List<PixelBox>();
        var lying = blobs.Where(blob => IsBar(blob, blob.Width, blob.Height)).Select(blob => Bar.Lying(blob)).ToList();
        var standing = blobs.Where(blob => IsBar(blob, blob.Height, blob.Width)).Select(blob => Bar.Standing(blob)).ToList();
        AddCodes(lying, height, found);
        AddCodes(standing, width, found);
        return found;
    }

    private static bool IsBar(Blob blob, int length, int thickness) =>
        length >= 40 && thickness >= 3 && length >= 3 * thickness && blob.Area >= 0.5 * blob.Box.Area;

    private static void AddCodes(List<Bar> bars, int extent, List<PixelBox> found)
    {
        bars.Sort((a, b) => a.Across.CompareTo(b.Across));
        for (var first = 0; first < bars.Count; first++)
        {
            var four = bars.Skip(first).Where(bar => bar.IsBeside(bars[first])).Take(4).ToList();
            if (four.Count == 4 && Reads(four, extent) && StandsAlone(four, bars))
            {
                found.Add(four.Select(bar => bar.Box).Aggregate((a, b) => a.Union(b)));
            }
        }
    }

    /// <summary>Four bars of a longer barcode can look the same.</summary>
    private static bool StandsAlone(List<Bar> four, List<Bar> bars)
    {
        var quiet = (four[3].Across - four[0].Across) / 2;
        return !bars.Any(bar => !four.Contains(bar)
            && bar.Across > four[0].Across - quiet && bar.Across < four[3].Across + quiet
            && Math.Abs(bar.Along - four[0].Along) < 0.5 * four[0].Length);
    }

    private static bool Reads(List<Bar> bars, int extent)
    {
        var total = bars[3].Across - bars[0].Across + ((bars[0].Thickness + bars[3].Thickness) / 2);
        var narrow = total / NarrowBarsInAll;
        for (var i = 0; i < 3; i++)
        {
            var space = bars[i + 1].Across - bars[i].Across - ((bars[i].Thickness + bars[i + 1].Thickness) / 2);
            if (Math.Abs((space / narrow) - 1) > Tolerance)
            {
                return false;
            }
        }

        var isFromLowEnd = bars[0].Across + bars[3].Across < extent;
        for (var i = 0; i < 4; i++)
        {
            var isWide = (i % 2 == 1) == isFromLowEnd;
            if (Math.Abs((bars[i].Thickness / narrow) - (isWide ? WideBar : 1)) > Tolerance || bars[i].Length < ShortestBar * narrow)
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="Across">Middle of the bar, across the bars.</param>
    /// <param name="Along">Middle of the bar, along the bars.</param>
    /// <param name="Thickness">From its area, so that a slightly crooked bar does not look thicker.</param>
    private readonly record struct Bar(double Across, double Along, double Thickness, double Length, PixelBox Box)
    {
        public static Bar Lying(Blob blob) => new(
            (blob.Box.Top + blob.Box.Bottom) / 2.0, (blob.Box.Left + blob.Box.Right) / 2.0, blob.Area / (double)blob.Width, blob.Width, blob.Box);

        public static Bar Standing(Blob blob) => new(
            (blob.Box.Left + blob.Box.Right) / 2.0, (blob.Box.Top + blob.Box.Bottom) / 2.0, blob.Area / (double)blob.Height, blob.Height, blob.Box);

        public bool IsBeside(Bar other) =>
            Math.Abs(Along - other.Along) < 0.12 * other.Length && Math.Abs(Length - other.Length) < 0.15 * other.Length;
    }
}
