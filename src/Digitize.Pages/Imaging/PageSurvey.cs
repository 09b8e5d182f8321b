using System.Runtime.Intrinsics;

namespace Digitize.Pages.Imaging;

/// <summary>
/// A page looked at from a distance: a reduced grey picture (about 150 dpi for a letter), its paper, its ink and the blobs of it. All decisions of the
/// cleaning are made on this; the full picture is only walked through to carry them out.
/// </summary>
internal sealed class PageSurvey
{
    /// <summary>An A4 page at 300 dpi reduced by two has 2.2 million pixels; more detail would not change a decision.</summary>
    private const int MostPixels = 2_700_000;

    private IReadOnlyList<Blob>? _blobs;
    private TextSize? _textSize;
    private bool _textSizeKnown;
    private (double Degrees, double Gain)? _steepness;

    private PageSurvey(int reduction, GrayPixels gray, PaperMap paper, byte inkThreshold)
    {
        Reduction = reduction;
        Gray = gray;
        Paper = paper;
        InkThreshold = inkThreshold;
        Ink = InkMap.Darker(gray, inkThreshold);
    }

    /// <summary>Pixels a side of the page's picture for one of <see cref="Gray"/>.</summary>
    public int Reduction { get; }

    /// <summary>Reduced and evened: paper is white.</summary>
    public GrayPixels Gray { get; }

    public PaperMap Paper { get; }

    /// <summary>Darker than this in <see cref="Gray"/> is ink of the page's usual strength.</summary>
    public byte InkThreshold { get; }

    public InkMap Ink { get; }

    public IReadOnlyList<Blob> Blobs => _blobs ??= Imaging.Blobs.Find(Ink);

    /// <summary>Null when there is too little text to tell.</summary>
    public TextSize? Text
    {
        get
        {
            if (!_textSizeKnown)
            {
                (_textSize, _textSizeKnown) = (TextSize.Measure(Blobs), true);
            }

            return _textSize;
        }
    }

    /// <summary>By how many degrees the lines of text fall to the right, and how much better that angle gathers their letters than the median of all; both 0 without text.</summary>
    public (double Degrees, double Gain) Steepness => _steepness ??= Text is { } text ? Deskew.TextRows.Of(Blobs, text, upright: true).Steepness() : (0, 0);

    public static PageSurvey Of(PageImage picture)
    {
        var pixels = (double)picture.Width * picture.Height;
        var reduction = Math.Max(1, (int)Math.Round(Math.Sqrt(pixels / MostPixels) + 0.3));
        var gray = Reduce(picture, reduction);
        var paper = PaperMap.Make(gray);
        var levels = new float[paper.Columns];
        for (var y = 0; y < gray.Height; y++)
        {
            paper.Even(y, 1, gray.Samples.AsSpan(y * gray.Width, gray.Width), levels);
        }

        return new PageSurvey(reduction, gray, paper, FindInkThreshold(gray));
    }

    /// <summary>The mean of each square of <paramref name="by"/> × <paramref name="by"/> pixels; what is left over at the right and bottom is dropped.</summary>
    internal static GrayPixels Reduce(PageImage picture, int by)
    {
        var rows = new PixelRows(picture);
        var (width, height) = (Math.Max(1, picture.Width / by), Math.Max(1, picture.Height / by));
        var samples = new byte[width * height];
        var row = new byte[rows.GrayBytes];
        var sums = new ushort[rows.GrayBytes];
        for (var y = 0; y < height; y++)
        {
            var count = Math.Min(by, picture.Height - (y * by));
            for (var i = 0; i < count; i++)
            {
                rows.ReadGray((y * by) + i, row);
                Add(row, sums, first: i == 0);
            }

            Average(sums, Math.Min(by, picture.Width), count, samples.AsSpan(y * width, width));
        }

        return new GrayPixels(width, height, samples);
    }

    private static void Add(ReadOnlySpan<byte> row, Span<ushort> sums, bool first)
    {
        for (var x = 0; x < row.Length; x += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(row[x..]));
            (first ? low : low + Vector256.Create<ushort>(sums[x..])).CopyTo(sums[x..]);
            (first ? high : high + Vector256.Create<ushort>(sums[(x + 16)..])).CopyTo(sums[(x + 16)..]);
        }
    }

    private static void Average(ReadOnlySpan<ushort> sums, int across, int down, Span<byte> target)
    {
        var count = across * down;
        if (across == 2 && count == 4)
        {
            for (var x = 0; x < target.Length; x++)
            {
                target[x] = (byte)((sums[2 * x] + sums[(2 * x) + 1] + 2) >> 2);
            }

            return;
        }

        for (var x = 0; x < target.Length; x++)
        {
            var sum = 0;
            for (var i = 0; i < across; i++)
            {
                sum += sums[(x * across) + i];
            }

            target[x] = (byte)((sum + (count / 2)) / count);
        }
    }

    /// <summary>
    /// A little nearer to the paper than the middle between it and the page's darkest print, so that thin strokes, which are paler in a reduced picture, count.
    /// The darkest print is what three pixels in a thousand reach: a short letter has no more.
    /// </summary>
    private static byte FindInkThreshold(GrayPixels gray)
    {
        var histogram = new int[256];
        foreach (var sample in gray.Samples)
        {
            histogram[sample]++;
        }

        var (seen, ink) = (0L, 0);
        while (ink < 170 && (seen += histogram[ink]) < gray.Samples.Length * 3L / 1000)
        {
            ink++;
        }

        return (byte)(255 - (0.42 * (255 - ink)));
    }
}
