namespace Digitize.Pages.Imaging;

/// <summary>What the shapes on a page say about how it lies, without reading it.</summary>
/// <param name="LinesRunDown">Text runs from top to bottom of the picture or from bottom to top: a quarter turn is needed. Null when there is too little text.</param>
/// <param name="LinesSure">How sure that is.</param>
/// <param name="Turn">The clockwise turn after which there are more letters that rise above their neighbours (b, d, h, k, l, t, capitals) than letters that hang below (g, p, q, y).</param>
/// <param name="TurnSure">How sure that is, given that the lines run as said. Low for capitals, figures and scripts without stems.</param>
public sealed record TextEvidence(bool? LinesRunDown, Confidence LinesSure, QuarterTurn Turn, Confidence TurnSure);

/// <summary>Looks at the letters of a page for the direction of its lines and for which way is up.</summary>
public static class TextDirection
{
    /// <summary>In running text a quarter of all letters tell.</summary>
    private const double LeastTelling = 0.1;

    /// <summary>More letters would not change the answer.</summary>
    private const int MostLetters = 1500;

    private static readonly TextEvidence TooLittle = new(null, new Confidence(0), QuarterTurn.None, new Confidence(0));

    /// <param name="picture">As it came, any way up.</param>
    public static TextEvidence Look(PageImage picture) => Look(PageSurvey.Of(picture));

    internal static TextEvidence Look(PageSurvey survey)
    {
        var upright = survey.Blobs;
        var turned = upright.Select(blob => blob with { Box = Clockwise(blob.Box, survey.Gray.Height) }).ToList();
        if (survey.Text is not { } across || TextSize.Measure(turned) is not { } down)
        {
            return TooLittle;
        }

        var (besides, belows) = LetterNeighbours.Count(upright.Where(across.IsLetter).ToList(), across.XHeight);
        if (besides + belows == 0)
        {
            return TooLittle;
        }

        var runsDown = belows > besides;
        var sure = Math.Abs(besides - belows) / (double)(besides + belows);
        var (blobs, text) = runsDown ? (turned, down) : (upright, across);
        var (degrees, _) = runsDown ? Deskew.TextRows.Of(blobs, text, upright: true).Steepness() : survey.Steepness;
        var (rising, hanging, looked) = Stems(blobs, text, degrees);
        var isUp = rising >= hanging;
        var turn = (runsDown, isUp) switch
        {
            (false, true) => QuarterTurn.None,
            (false, false) => QuarterTurn.HalfTurn,
            (true, true) => QuarterTurn.Clockwise90,
            (true, false) => QuarterTurn.Clockwise270,
        };

        return new TextEvidence(runsDown, new Confidence(sure), turn, HowSure(rising, hanging, looked));
    }

    /// <summary>
    /// In standard deviations of tossing a coin for each letter that tells; six are certainty. Where few letters tell (figures, capitals), those may be dirt.
    /// </summary>
    private static Confidence HowSure(int rising, int hanging, int looked)
    {
        var deviations = Math.Abs(rising - hanging) / Math.Sqrt(rising + hanging + 1);
        var telling = (rising + hanging) / (LeastTelling * Math.Max(1, looked));
        return new Confidence(Math.Clamp((deviations - 1) / 5, 0, 1) * Math.Min(1, telling));
    }

    private static PixelBox Clockwise(PixelBox box, int height) => new(height - box.Bottom, box.Left, height - box.Top, box.Right);

    /// <summary>Letters that rise above the others of their line while standing on it, and letters that hang below while being no higher.</summary>
    /// <param name="degrees">By how much the lines fall to the right.</param>
    private static (int Rising, int Hanging, int Looked) Stems(IReadOnlyList<Blob> blobs, TextSize text, double degrees)
    {
        var letters = blobs.Where(blob => text.IsLetter(blob) && blob.Width < 2 * text.XHeight).ToList();
        var slope = Math.Tan(degrees * Math.PI / 180);
        var grid = new LetterNeighbours(letters, 4 * text.XHeight);
        var (rising, hanging, looked) = (0, 0, 0);
        var (tops, bottoms) = (new List<double>(), new List<double>());
        for (var i = 0; i < letters.Count; i += 1 + (letters.Count / MostLetters))
        {
            tops.Clear();
            bottoms.Clear();
            var box = letters[i].Box;
            foreach (var other in grid.Near(i))
            {
                var near = letters[other].Box;
                var drop = slope * ((near.Left + near.Right - box.Left - box.Right) / 2.0);
                if (Math.Min(box.Bottom, near.Bottom - drop) - Math.Max(box.Top, near.Top - drop) > 0.5 * Math.Min(box.Height, near.Height))
                {
                    tops.Add(near.Top - drop);
                    bottoms.Add(near.Bottom - drop);
                }
            }

            if (tops.Count < 3)
            {
                continue;
            }

            looked++;
            tops.Sort();
            bottoms.Sort();
            var (above, below) = (tops[tops.Count / 2] - box.Top, box.Bottom - bottoms[bottoms.Count / 2]);
            var (much, little) = (0.2 * text.XHeight, 0.12 * text.XHeight);
            rising += above > much && Math.Abs(below) <= little ? 1 : 0;
            hanging += below > much && Math.Abs(above) <= little ? 1 : 0;
        }

        return (rising, hanging, looked);
    }
}
