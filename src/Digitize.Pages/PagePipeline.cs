using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>The story of one page: read, upright, clean, recognize, encode.</summary>
public static class PagePipeline
{
    /// <summary>A word below this is no proof that a page has text on it.</summary>
    private static readonly Confidence Trusted = new(0.6);

    /// <summary>
    /// Turns one scanned page into all that the assembler needs. A page that cannot be recognized comes back with its picture and a <see cref="FinishedPage.Failure"/>.
    /// </summary>
    /// <exception cref="UnreadableException">There is not even a picture.</exception>
    public static FinishedPage Process(SourceFile source, SourcePage page, Recognizer recognizer, PageOptions options, CancellationToken cancel)
    {
        using var picture = source.ReadPage(page.Number, cancel);
        var turn = OrientationFinder.Find(picture.Image, recognizer, cancel).Turn;
        using var cleaned = PageCleaner.Clean(picture.Image, turn, cancel);
        var (recognized, failure) = Recognize(cleaned, page.Number, recognizer, options, cancel);
        var placement = new Placement(Sum(picture.OriginalTurn, turn), cleaned.Done.DeskewDegrees);
        var encoded = PageEncoder.Encode(cleaned.ForDisplay, recognized, picture.Original, placement, picture.Original?.Data.Length, cancel);
        return new FinishedPage(page.Number, SizeOnPaper(page.Size, turn), encoded, recognized, cleaned.Done)
        {
            Failure = failure,
            Blank = Judge(cleaned, recognized),
            Barcodes = BarcodeFinder.Find(cleaned.ForDisplay),
        };
    }

    private static (RecognizedPage? Recognized, Failure? Failure) Recognize(CleanedPage cleaned, PageNumber number, Recognizer recognizer, PageOptions options, CancellationToken cancel)
    {
        try
        {
            return (recognizer.Read(cleaned, options.PageDeadline, cancel), null);
        }
        catch (UnreadableException unreadable)
        {
            return (null, unreadable.Failure with { Page = number });
        }
    }

    /// <summary>What was read overrules what the ink looked like: a page with a word on it is not empty.</summary>
    private static Blankness Judge(CleanedPage cleaned, RecognizedPage? recognized)
    {
        var judged = BlankPages.Judge(cleaned);
        var words = recognized?.Words.Count(word => word.Confidence.Value >= Trusted.Value && word.Text.Any(char.IsLetterOrDigit)) ?? 0;
        return judged.IsBlank && words > 0 ? judged with { IsBlank = false, Reason = $"{words} words were read" } : judged;
    }

    private static PageSize SizeOnPaper(PageSize size, QuarterTurn turn) =>
        turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270 ? new PageSize(size.HeightPoints, size.WidthPoints) : size;

    private static QuarterTurn Sum(QuarterTurn first, QuarterTurn second) => (QuarterTurn)(((int)first + (int)second) % 360);
}
