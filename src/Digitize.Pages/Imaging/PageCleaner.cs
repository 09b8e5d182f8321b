namespace Digitize.Pages.Imaging;

/// <summary>Makes a page readable: upright, straight, evened for the reader; true to the paper for people.</summary>
public static class PageCleaner
{
    /// <summary>In degrees. Barcodes and patch codes are found on a page that is no more askew; turning it takes five times as long as looking.</summary>
    private const double BarcodeTolerance = 0.5;

    /// <summary>Both pictures of the page. Takes nothing over: <paramref name="picture"/> stays the caller's.</summary>
    /// <param name="picture">1, 8 or 32 bits a pixel, at least 1 × 1.</param>
    /// <param name="turn">By how much it must be turned, clockwise, for its text to stand upright; <see cref="QuarterTurn.None"/> when it does.</param>
    /// <returns>To be disposed by the caller. <c>ForReading</c> has 8 bits, <c>ForDisplay</c> as many as <paramref name="picture"/>.</returns>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static CleanedPage Clean(PageImage picture, QuarterTurn turn, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var upright = QuarterTurns.Turn(picture, turn);
        return CleanUpright(upright, PageSurvey.Of(upright), turn, cancel);
    }

    /// <param name="survey">Of <paramref name="picture"/> before it is turned.</param>
    internal static CleanedPage Clean(PageImage picture, PageSurvey survey, QuarterTurn turn, CancellationToken cancel) =>
        turn == QuarterTurn.None ? CleanUpright(picture, survey, turn, cancel) : Clean(picture, turn, cancel);

    private static CleanedPage CleanUpright(PageImage upright, PageSurvey survey, QuarterTurn turn, CancellationToken cancel)
    {
        using var evened = Screens.Evened(upright, survey);
        var plan = CleaningPlan.Decide(evened is null ? survey : PageSurvey.Of(evened), upright.Width, upright.Height, upright.Depth == 1);
        cancel.ThrowIfCancellationRequested();
        var (reading, despeckled) = ReadingPicture.Make(evened ?? upright, plan, cancel);
        try
        {
            return new CleanedPage(reading, DisplayPicture.Make(upright, plan), Report(plan, turn, despeckled))
            {
                SurveyForReading = evened is null && !plan.ChangesReading && !despeckled ? survey : null,
                SurveyForDisplay = plan.ChangesDisplay ? null : survey,
            };
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    /// <summary>The picture for display alone, not turned upright, and straight enough to find barcodes on. To be disposed by the caller.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static PageImage ForBarcodes(PageImage picture, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var survey = PageSurvey.Of(picture);
        using var evened = Screens.Evened(picture, survey);
        var plan = CleaningPlan.Decide(evened is null ? survey : PageSurvey.Of(evened), picture.Width, picture.Height, picture.Depth == 1);
        return DisplayPicture.Make(picture, Math.Abs(plan.DeskewDegrees) < BarcodeTolerance ? plan with { DeskewDegrees = 0 } : plan);
    }

    private static CleaningReport Report(CleaningPlan plan, QuarterTurn turn, bool despeckled) => new()
    {
        Turned = turn,
        DeskewDegrees = plan.DeskewDegrees,
        BackgroundEvened = plan.EvensBackground,
        BleedThroughSuppressed = plan.BleedThrough is not null,
        Despeckled = despeckled,
        BordersCleared = plan.Borders is not null,
        ReadingScale = plan.ReadingScale,
    };
}
