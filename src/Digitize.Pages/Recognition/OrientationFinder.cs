using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>How a picture must be turned to stand upright.</summary>
/// <param name="Turn">Clockwise.</param>
/// <param name="Reason">One clause for people.</param>
public sealed record Orientation(QuarterTurn Turn, string Reason);

/// <summary>
/// Finds which way is up. The shapes of the letters tell it of nearly every page in some ten milliseconds; where they leave doubt, or say that the page is not upright,
/// a few lines are read each way, because text makes words only the right way up.
/// </summary>
public static class OrientationFinder
{
    /// <summary>Shapes this sure were right on all pages we have, turned four ways.</summary>
    private const double ClearShapes = 0.9;

    /// <summary>A direction of lines surer than this leaves only two ways to try.</summary>
    private const double ClearLines = 0.5;

    /// <summary>Lines read this well are upright; upside down the reader is half as sure.</summary>
    private const double ClearReading = 0.8;

    /// <summary>Processor time for a few lines, read each way: many times what they take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A page is only turned when that reads better by this much.</summary>
    private const double Margin = 0.08;

    /// <param name="picture">As it came, any way up; stays owned by the caller.</param>
    public static Orientation Find(PageImage picture, Recognizer recognizer, CancellationToken cancel) => Find(picture, PageSurvey.Of(picture), recognizer, Patience, cancel);

    /// <param name="survey">Of the picture.</param>
    internal static Orientation Find(PageImage picture, PageSurvey survey, Recognizer recognizer, CancellationToken cancel) => Find(picture, survey, recognizer, Patience, cancel);

    /// <param name="patience">Processor time for reading; what was found by then counts.</param>
    internal static Orientation Find(PageImage picture, PageSurvey survey, Recognizer recognizer, TimeSpan patience, CancellationToken cancel)
    {
        var shapes = TextDirection.Look(survey);
        if (shapes.LinesRunDown is null)
        {
            return new Orientation(QuarterTurn.None, "too little text to tell");
        }

        if (shapes is { Turn: QuarterTurn.None } && shapes.LinesSure.Value >= ClearLines && shapes.TurnSure.Value >= ClearShapes)
        {
            return new Orientation(QuarterTurn.None, "the shapes of the letters");
        }

        using var gray = new PageImage(NativeCheck.Valid(Leptonica.pixConvertTo8(picture.Handle, 0), nameof(Leptonica.pixConvertTo8)), picture.Dpi);
        using var watch = new ReadingDeadline(patience, cancel);
        return Choose(gray, survey, shapes, recognizer, watch);
    }

    /// <param name="survey">Of the page as it came.</param>
    private static Orientation Choose(PageImage gray, PageSurvey survey, TextEvidence shapes, Recognizer recognizer, ReadingDeadline watch)
    {
        var (best, bestQuality) = (QuarterTurn.None, 0.0);
        foreach (var turn in Candidates(shapes))
        {
            using var turned = QuarterTurns.Turn(gray, turn);
            using var straight = Straightened(turned, turn == QuarterTurn.None ? survey : PageSurvey.Of(turned));
            double quality;
            try
            {
                quality = recognizer.SampleQuality(straight, watch) + (turn == QuarterTurn.None ? Margin : 0);
            }
            catch (UnreadableException late) when (late.Failure.Code == FailureCode.TimedOut)
            {
                // Which way is up is worth some time but never the page: the best so far counts, and the shapes where nothing was read.
                return new Orientation(bestQuality > 0 ? best : shapes.TurnSure.Value >= ClearShapes ? shapes.Turn : QuarterTurn.None, "the shapes of the letters; reading took too long");
            }

            if (quality > bestQuality)
            {
                (best, bestQuality) = (turn, quality);
            }

            if (quality >= ClearReading + Margin)
            {
                break;
            }
        }

        return new Orientation(best, "a few lines, read each way");
    }

    /// <summary>Lines more crooked than three degrees read badly every way up. Disposed on its own.</summary>
    private static PageImage Straightened(PageImage gray, PageSurvey survey)
    {
        var degrees = Deskew.Find(survey);
        return degrees == 0 ? QuarterTurns.Turn(gray, QuarterTurn.None) : Resampler.Gray(gray, degrees, 1, (byte)Math.Round(survey.Paper.Brightest));
    }

    /// <summary>Most likely first.</summary>
    private static IEnumerable<QuarterTurn> Candidates(TextEvidence shapes)
    {
        yield return shapes.Turn;
        yield return After(shapes.Turn, 180);
        if (shapes.LinesSure.Value < ClearLines)
        {
            yield return After(shapes.Turn, 90);
            yield return After(shapes.Turn, 270);
        }
    }

    private static QuarterTurn After(QuarterTurn turn, int degrees) => (QuarterTurn)(((int)turn + degrees) % 360);
}
