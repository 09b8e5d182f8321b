namespace Digitize.Pages.Imaging;

/// <summary>What was done to a page's picture, for the JSON and for people who wonder.</summary>
public sealed record CleaningReport
{
    /// <summary>How the picture was turned so that its text stands upright.</summary>
    public QuarterTurn Turned { get; init; }

    /// <summary>By how many degrees, clockwise, the picture was straightened; 0 when it was straight enough.</summary>
    public double DeskewDegrees { get; init; }

    public bool BackgroundEvened { get; init; }

    public bool BleedThroughSuppressed { get; init; }

    public bool Despeckled { get; init; }

    public bool BordersCleared { get; init; }

    /// <summary>Pixels a side of the picture for reading, for each pixel a side of the picture for display.</summary>
    public double ReadingScale { get; init; } = 1;
}

/// <summary>
/// The two pictures of one page. The one that is read is not the one that is shown, but both show the same piece of paper, upright and straight:
/// a place (x, y) in one is (x · <see cref="CleaningReport.ReadingScale"/>, y · …) in the other.
/// </summary>
/// <param name="ForReading">Evened, cleared, enlarged or reduced; 8-bit grey. Owned by this record.</param>
/// <param name="ForDisplay">True to the paper; 1-bit, 8-bit grey or 32-bit colour. Owned by this record.</param>
public sealed record CleanedPage(PageImage ForReading, PageImage ForDisplay, CleaningReport Done) : IDisposable
{
    /// <summary>What was seen of the picture for reading before the cleaning, if that changed nothing about it.</summary>
    internal PageSurvey? SurveyForReading { get; init; }

    /// <summary>The same of the picture for display.</summary>
    internal PageSurvey? SurveyForDisplay { get; init; }

    public void Dispose()
    {
        ForReading.Dispose();
        ForDisplay.Dispose();
    }
}
