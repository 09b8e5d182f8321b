namespace Digitize.Pages.Imaging;

/// <summary>
/// The resolution a picture is taken to have, and one clause that says why. Pure: the same pixels and the same claim give the same answer.
/// </summary>
/// <param name="IsStated">The file's own claim was believed.</param>
public sealed record ResolutionEstimate(Dpi Dpi, bool IsStated, string Reason)
{
    /// <summary>Programs that know nothing write these, so they are believed only when the paper they give is a usual one.</summary>
    private static readonly double[] Defaults = [72, 96];

    /// <summary>Inches, short side first: A5, A4, A3, Letter, Legal, Tabloid.</summary>
    private static readonly (double Short, double Long, string Name)[] Papers =
        [(5.83, 8.27, "A5"), (8.27, 11.69, "A4"), (11.69, 16.54, "A3"), (8.5, 11, "Letter"), (8.5, 14, "Legal"), (11, 17, "Tabloid")];

    private static readonly double[] Usual = [100, 150, 200, 240, 300, 400, 600, 1200];

    /// <summary>Till rolls are 80 mm wide.</summary>
    private const double ReceiptWidth = 3.15;

    /// <summary>Longest side, in inches, that a claim may give: A0 has 47. More is a claim about a screen.</summary>
    private const double LongestPaper = 50;

    /// <summary>Below this nothing on a page was ever readable, so a small picture is a small piece of paper.</summary>
    private const double LowestGuess = 70;

    /// <param name="statedX">What the file claims, in pixels per inch across; null when it is silent.</param>
    /// <param name="statedY">Likewise, down.</param>
    public static ResolutionEstimate Choose(int width, int height, double? statedX, double? statedY)
    {
        if (statedX is { } x && statedY is { } y && Distrust(width, height, x, y) is null)
        {
            var stated = Math.Max(x, y);
            return new ResolutionEstimate(new Dpi(stated), true, $"the file says {stated:0.#} dpi");
        }

        var (guess, paper) = Guess(width, height);
        var dpi = new Dpi(Math.Clamp(Snap(guess), LowestGuess, Dpi.Highest));
        var claim = statedX is null ? "the file is silent" : $"the file says {statedX:0.#} dpi, but {Distrust(width, height, statedX.Value, statedY ?? statedX.Value)}";
        return new ResolutionEstimate(dpi, false, $"{claim}; taken as {paper}");
    }

    /// <summary>Why the claim is not believed; null when it is.</summary>
    private static string? Distrust(int width, int height, double x, double y)
    {
        if (!Dpi.IsPossible(x) || !Dpi.IsPossible(y))
        {
            return "no scanner has that";
        }

        if (Math.Max(x, y) / Math.Min(x, y) > 2.2)
        {
            return "no fax has such uneven pixels";
        }

        var (across, down) = (width / x, height / y);
        if (Math.Max(across, down) > LongestPaper)
        {
            return $"paper is not {Math.Max(across, down):0} inches long";
        }

        var isDefault = Defaults.Any(value => Math.Abs(x - value) < 0.6);
        return isDefault && PaperOf(across, down) is null ? "programs that know nothing write that" : null;
    }

    private static string? PaperOf(double across, double down)
    {
        var (shorter, longer) = (Math.Min(across, down), Math.Max(across, down));
        return Papers.FirstOrDefault(paper => IsNear(shorter, paper.Short) && IsNear(longer, paper.Long)).Name;
    }

    private static bool IsNear(double value, double wanted) => Math.Abs((value / wanted) - 1) < 0.03;

    private static (double Dpi, string Paper) Guess(int width, int height)
    {
        double shorter = Math.Min(width, height), longer = Math.Max(width, height);
        var ratio = longer / Math.Max(1, shorter);
        return ratio switch
        {
            >= 1.27 and <= 1.32 => (((shorter / 8.5) + (longer / 11)) / 2, "Letter by its proportions"),
            >= 1.38 and <= 1.45 => (((shorter / 8.27) + (longer / 11.69)) / 2, "A4 by its proportions"),
            >= 1.61 and <= 1.69 => (((shorter / 8.5) + (longer / 14)) / 2, "Legal by its proportions"),
            >= 2 when height > width => (shorter / ReceiptWidth, "a receipt by its proportions"),
            >= 2 => (longer / 8.27, "a strip as wide as A4"),
            _ => (Math.Max(shorter / 8.27, longer / 11.69), "a picture of an A4 page"),
        };
    }

    /// <summary>Scanners have a few resolutions; a guess within two percent of one of them means it.</summary>
    private static double Snap(double guess)
    {
        foreach (var usual in Usual)
        {
            if (Math.Abs((guess / usual) - 1) < 0.02)
            {
                return usual;
            }
        }

        return guess;
    }
}
