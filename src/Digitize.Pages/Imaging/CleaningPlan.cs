namespace Digitize.Pages.Imaging;

/// <summary>What is to be done to a page, decided from its survey before a pixel is changed.</summary>
internal sealed record CleaningPlan(
    PageSurvey Survey, double DeskewDegrees, double ReadingScale, bool EvensBackground, BleedThrough? BleedThrough, ScanBorders? Borders)
{
    public static CleaningPlan Decide(PageSurvey survey, int width, int height, bool isBitonal)
    {
        var xHeight = survey.Text?.XHeight * survey.Reduction;
        var bleedThrough = isBitonal ? null : Imaging.BleedThrough.Find(survey);
        return new CleaningPlan(
            survey,
            Deskew.Find(survey.Blobs, survey.Text),
            Imaging.ReadingScale.Choose(width, height, xHeight),
            !isBitonal && (survey.Paper.NeedsEvening || bleedThrough is not null),
            bleedThrough,
            ScanBorders.Find(survey));
    }

    /// <summary>Where text is, with room for its dots, commas and accents; in pixels of the survey.</summary>
    public InkMap TextArea()
    {
        var area = new InkMap(Survey.Gray.Width, Survey.Gray.Height);
        if (Survey.Text is { } text)
        {
            var (aside, above) = ((int)Math.Ceiling(0.9 * text.XHeight), (int)Math.Ceiling(0.8 * text.XHeight));
            foreach (var blob in Survey.Blobs)
            {
                if (text.IsLetter(blob))
                {
                    for (var y = Math.Max(0, blob.Box.Top - above); y < Math.Min(area.Height, blob.Box.Bottom + above); y++)
                    {
                        area.SetRun(y, Math.Max(0, blob.Box.Left - aside), Math.Min(area.Width, blob.Box.Right + aside));
                    }
                }
            }
        }

        return area;
    }
}
