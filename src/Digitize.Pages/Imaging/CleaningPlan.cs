namespace Digitize.Pages.Imaging;

/// <summary>What is to be done to a page, decided from its survey before a pixel is changed.</summary>
internal sealed record CleaningPlan(
    PageSurvey Survey, double DeskewDegrees, double ReadingScale, bool EvensBackground, BleedThrough? BleedThrough, ScanBorders? Borders)
{
    /// <summary>Whether the picture for reading is another than the one surveyed, before specks are looked for.</summary>
    public bool ChangesReading => DeskewDegrees != 0 || ReadingScale != 1 || EvensBackground || BleedThrough is not null || Borders is not null;

    /// <summary>Whether the picture for display is another than the one that came.</summary>
    public bool ChangesDisplay => DeskewDegrees != 0 || Borders is { IsLid: true };

    public static CleaningPlan Decide(PageSurvey survey, int width, int height, bool isBitonal)
    {
        var xHeight = survey.Text?.XHeight * survey.Reduction;
        var bleedThrough = isBitonal ? null : Imaging.BleedThrough.Find(survey);
        return new CleaningPlan(
            survey,
            Deskew.Find(survey),
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
