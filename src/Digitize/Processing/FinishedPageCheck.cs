using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>Whether a finished page can be what the child says it is. A renderer that fails may still answer "ok", with a page of one pixel.</summary>
internal static class FinishedPageCheck
{
    /// <summary>Rounding, once when the page is drawn and once when it is straightened.</summary>
    private const double MostPixelsOff = 2;

    /// <summary>What is wrong, in a sentence; null when nothing is.</summary>
    public static string? Fault(FinishedPage page, PageNumber asked, PageSummary summary)
    {
        var picture = page.Picture;
        if (page.Number != asked)
        {
            return $"It is page {page.Number} and not page {asked}.";
        }

        if (Math.Abs(picture.Dpi.ToPixels(page.Size.WidthPoints) - picture.Width) > MostPixelsOff || Math.Abs(picture.Dpi.ToPixels(page.Size.HeightPoints) - picture.Height) > MostPixelsOff)
        {
            return $"Its picture has {picture.Width} x {picture.Height} pixels at {picture.Dpi}, which is not the size of the page.";
        }

        return summary.Frame == new PictureFrame(picture.Width, picture.Height, picture.Dpi) && summary.Words == (page.Recognized?.Words.Count() ?? 0)
            ? null
            : "What was told of it is not what is in it.";
    }
}
