using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>The story of one page: read, upright, clean, recognize, encode.</summary>
public static class PagePipeline
{
    /// <summary>Twice an A4 page at 300 dpi.</summary>
    private const long LargePixels = 17_000_000;

    /// <summary>A word below this is no proof that a page has text on it.</summary>
    private static readonly Confidence Trusted = new(0.6);

    /// <summary>
    /// Turns one scanned page into all that the assembler needs. A page that cannot be recognized comes back with its picture and a <see cref="FinishedPage.Failure"/>,
    /// and so does one of which a part is missing, with what was read of the rest.
    /// </summary>
    /// <exception cref="UnreadableException">There is not even a picture.</exception>
    public static FinishedPage Process(SourceFile source, SourcePage page, Recognizer recognizer, PageOptions options, CancellationToken cancel)
    {
        var (cleaned, original, placement, damage, missing) = Clean(source, page, recognizer, cancel);
        using var pictures = cleaned;
        var (recognized, failure) = Recognize(cleaned, page.Number, recognizer, options, cancel);
        var blank = Judge(cleaned, recognized);
        failure ??= missing;
        if ((damage ?? missing) is { } lost && blank.IsBlank)
        {
            // A scan that was lost leaves the paper white, and must not pass for a blank page.
            (recognized, failure, blank) = (null, failure ?? lost, blank with { IsBlank = false, Reason = "its picture is damaged" });
        }

        // Each picture of a large page has hundreds of megabytes: none is held longer than it is looked at.
        cleaned.ForReading.Dispose();
        CollectAfter(cleaned.ForDisplay);
        var barcodes = BarcodeFinder.Find(cleaned);
        var encoded = PageEncoder.Encode(cleaned.ForDisplay, recognized, original, placement, original?.Bytes, cancel);
        return new FinishedPage(page.Number, SizeOnPaper(page.Size, cleaned.Done.Turned), encoded, recognized, cleaned.Done)
        {
            Failure = failure,
            Blank = blank,
            Barcodes = barcodes,
        };
    }

    /// <summary>The picture as it was decoded is let go here; its coded bytes go on, and how they would have to be laid on the page.</summary>
    private static (CleanedPage Cleaned, PictureStream? Original, Placement Placement, Failure? Damage, Failure? Missing) Clean(SourceFile source, SourcePage page, Recognizer recognizer, CancellationToken cancel)
    {
        using var picture = source.ReadPage(page.Number, cancel);
        var survey = PageSurvey.Of(picture.Image);
        var turn = OrientationFinder.Find(picture.Image, survey, recognizer, cancel).Turn;
        var cleaned = PageCleaner.Clean(picture.Image, survey, turn, cancel);
        return (cleaned, picture.Original, new Placement(Sum(picture.OriginalTurn, turn), cleaned.Done.DeskewDegrees), picture.Damage, picture.Missing);
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

    /// <summary>What reading a large page leaves behind would stand beside what coding it takes, until the collector sees a reason of its own.</summary>
    private static void CollectAfter(PageImage picture)
    {
        if ((long)picture.Width * picture.Height > LargePixels)
        {
            GC.Collect();
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
