namespace Digitize.Pages.Imaging;

/// <summary>
/// Print of the other side that shines through: paler than the print of this side, blurred by the paper it came through, and lying across this side's
/// lines instead of on them. Pale print of this side (grey small print, pencil) is sharp and keeps to the lines; it stays.
/// </summary>
internal sealed class BleedThrough
{
    /// <summary>Through ordinary paper comes at most this share of the contrast that the print of this side has.</summary>
    private const double MostContrast = 0.5;

    /// <summary>Print as pale as this beside strong print is not meant to be read, however sharp.</summary>
    private const double HardlyVisible = 0.2;

    /// <summary>Edges of print on this side rise, for their contrast, at least this share as steeply as those of the strong print.</summary>
    private const double LeastSharpness = 0.8;

    /// <summary>Pale print of this side lies on its lines; print of the other side falls across one strong letter in six or more.</summary>
    private const double MostAcross = 0.15;

    /// <summary>What a pale blob rises from the paper's grain at least, in grey levels.</summary>
    private const int LeastDarkness = 14;

    private BleedThrough(InkMap keep, bool isAll) => (Keep, IsAllThereIs) = (keep, isAll);

    /// <summary>In pixels of the survey: what belongs to this side. Everything else may be made white.</summary>
    public InkMap Keep { get; }

    /// <summary>Nothing of this side was found.</summary>
    public bool IsAllThereIs { get; }

    /// <summary>Null when nothing shines through.</summary>
    public static BleedThrough? Find(PageSurvey survey)
    {
        var weakest = (byte)(255 - Math.Max(LeastDarkness, 5 * Grain(survey.Gray)));
        if (weakest <= survey.InkThreshold)
        {
            return null;
        }

        var pale = PaleInk(survey, weakest);
        var paleBlobs = Sized(Blobs.Find(pale, survey.Gray), survey.Text);
        var strong = Sized(Blobs.Find(survey.Ink, survey.Gray), survey.Text);
        if (paleBlobs.Count < 12)
        {
            return null;
        }

        return Judge(paleBlobs, strong, survey) is { } isFromBehind
            ? new BleedThrough(Kept(survey, pale, isFromBehind), strong.Count == 0)
            : null;
    }

    /// <summary>Which pale blobs come from behind; null when none do.</summary>
    private static Func<Blob, bool>? Judge(List<Blob> pale, List<Blob> strong, PageSurvey survey)
    {
        var contrast = Median(pale, Darkness);
        var sharpness = Median(pale, Sharpness);
        if (strong.Count < 12)
        {
            // A page with nothing else: only what is both pale and blurred by an absolute measure.
            return contrast < 0.3 * 255 && sharpness < 0.62 ? blob => Darkness(blob) < 0.36 * 255 && Sharpness(blob) < 0.8 : null;
        }

        var (strongContrast, strongSharpness) = (Median(strong, Darkness), Median(strong, Sharpness));
        var hardlyVisible = HardlyVisible * strongContrast;
        if (contrast > MostContrast * strongContrast)
        {
            return null;
        }

        var isBlurred = sharpness < LeastSharpness * strongSharpness;
        var liesAcross = ShareAcross(pale, strong, survey) > MostAcross;
        if (!isBlurred && !liesAcross && contrast > hardlyVisible)
        {
            return null;
        }

        var limit = Math.Min(MostContrast * strongContrast, Math.Max(1.7 * contrast, hardlyVisible));
        var keepSharp = !liesAcross;
        return blob => Darkness(blob) < hardlyVisible
            || (Darkness(blob) < limit && !(keepSharp && Sharpness(blob) > (LeastSharpness + 0.1) * strongSharpness));
    }

    /// <summary>Pale ink that does not touch strong ink: the soft edge of a letter is no ink of its own.</summary>
    private static InkMap PaleInk(PageSurvey survey, byte weakest)
    {
        var pale = InkMap.Darker(survey.Gray, weakest);
        pale.Remove(survey.Ink.Grown(2, 2));
        return pale;
    }

    private static InkMap Kept(PageSurvey survey, InkMap pale, Func<Blob, bool> isFromBehind)
    {
        var least = LeastSize(survey.Text);
        var kept = Blobs.Pick(pale, survey.Gray, blob => Math.Max(blob.Width, blob.Height) >= least && !isFromBehind(blob));
        kept.Add(survey.Ink);
        return kept.Grown(2, 2);
    }

    /// <summary>Of the pale blobs that have strong letters beside them, the share that stand neither on the same line as these nor clear of it.</summary>
    private static double ShareAcross(List<Blob> pale, List<Blob> strong, PageSurvey survey)
    {
        var xHeight = survey.Text?.XHeight ?? 8;
        var cell = Math.Max(8, (int)(3 * xHeight));
        var byCell = new Dictionary<(int, int), List<Blob>>();
        foreach (var blob in strong)
        {
            var key = (blob.Box.Left / cell, blob.Box.Top / cell);
            if (!byCell.TryGetValue(key, out var there))
            {
                byCell[key] = there = [];
            }

            there.Add(blob);
        }

        var across = pale.Count(blob => IsAcross(blob, byCell, cell, xHeight));
        return (double)across / pale.Count;
    }

    private static bool IsAcross(Blob blob, Dictionary<(int, int), List<Blob>> strong, int cell, double xHeight)
    {
        var (column, row) = (blob.Box.Left / cell, blob.Box.Top / cell);
        var isAcross = false;
        for (var i = 0; i < 9; i++)
        {
            if (!strong.TryGetValue((column + (i % 3) - 1, row + (i / 3) - 1), out var there))
            {
                continue;
            }

            foreach (var letter in there)
            {
                var overlap = Math.Min(blob.Box.Bottom, letter.Box.Bottom) - Math.Max(blob.Box.Top, letter.Box.Top);
                var feetApart = Math.Abs(blob.Box.Bottom - letter.Box.Bottom);
                if (overlap > 0.15 * xHeight && feetApart <= 0.2 * xHeight)
                {
                    return false;
                }

                isAcross |= overlap > 0.15 * xHeight;
            }
        }

        return isAcross;
    }

    private static List<Blob> Sized(IReadOnlyList<Blob> blobs, TextSize? text)
    {
        var least = LeastSize(text);
        return blobs.Where(blob => blob.Height >= least && blob.Height < 12 * least && blob.Width < 30 * least).ToList();
    }

    private static double LeastSize(TextSize? text) => Math.Max(3, 0.5 * (text?.XHeight ?? 8));

    private static double Darkness(Blob blob) => 255 - blob.Darkest;

    private static double Sharpness(Blob blob) => blob.Steepest / Math.Max(1.0, 255 - blob.Darkest);

    private static double Median(List<Blob> blobs, Func<Blob, double> measure)
    {
        var values = blobs.ConvertAll(blob => measure(blob));
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>The paper's grain and the scanner's noise as a standard deviation: from the median step between neighbouring bright pixels.</summary>
    internal static double Grain(GrayPixels gray)
    {
        Span<int> steps = stackalloc int[256];
        var count = 0;
        for (var y = 4; y < gray.Height; y += 8)
        {
            var row = gray.Row(y);
            for (var x = 1; x < row.Length; x++)
            {
                if (row[x] > 200 && row[x] < 255 && row[x - 1] > 200)
                {
                    steps[Math.Abs(row[x] - row[x - 1])]++;
                    count++;
                }
            }
        }

        var (seen, median) = (0, 0);
        while (median < 255 && (seen += steps[median]) <= count / 2)
        {
            median++;
        }

        // The median of |a - b| for two normal deviates is 0.954 standard deviations.
        return median / 0.954;
    }
}
