namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>How the one picture of a page lies on it: turned by quarters only, and from edge to edge.</summary>
internal readonly record struct ScanPlace(QuarterTurn Turn, Dpi Dpi)
{
    /// <summary>A share of the page's side; what is missing or hangs over is not seen.</summary>
    private const double EdgeTolerance = 0.01;

    private const double SquareTolerance = 1.02;

    /// <summary>Null when the page is more than its picture, or shows it in a way that has to be drawn.</summary>
    internal static ScanPlace? Find(PageContent content, PageGeometry geometry)
    {
        if (content is not { VisibleText: 0, Annotations: 0, IsBeyondUs: false, PaintsOnTop: 0, Pictures: [{ IsPlain: true, Id: > 0 } picture] })
        {
            return null;
        }

        var drawn = PdfBox.Of(picture.Place, 0, 0, 1, 1);
        if (TurnOf(picture) is not { } turn || !Fits(drawn, geometry.Box) || !Fits(picture.Visible, geometry.Box))
        {
            return null;
        }

        var across = picture.Width / picture.DrawnWidth * 72 / geometry.Unit;
        var down = picture.Height / picture.DrawnHeight * 72 / geometry.Unit;
        if (Math.Max(across, down) / Math.Min(across, down) > SquareTolerance || !(across is > Dpi.Lowest - 0.1 and < Dpi.Highest + 0.1))
        {
            return null;
        }

        return new ScanPlace((QuarterTurn)(((int)turn + (int)geometry.Turn) % 360), new Dpi(Math.Clamp(across, Dpi.Lowest, Dpi.Highest)));
    }

    private static bool Fits(PdfBox drawn, PdfBox page)
    {
        var (x, y) = (Math.Max(1, page.Width * EdgeTolerance), Math.Max(1, page.Height * EdgeTolerance));
        return Math.Abs(drawn.Left - page.Left) <= x && Math.Abs(drawn.Right - page.Right) <= x
            && Math.Abs(drawn.Bottom - page.Bottom) <= y && Math.Abs(drawn.Top - page.Top) <= y;
    }

    /// <summary>Null when mirrored or askew.</summary>
    private static QuarterTurn? TurnOf(DrawnPicture picture)
    {
        var place = picture.Place;
        var slack = 1e-3f * (float)Math.Max(picture.DrawnWidth, picture.DrawnHeight);
        if (Math.Abs(place.M12) < slack && Math.Abs(place.M21) < slack)
        {
            return (place.M11 > 0, place.M22 > 0) switch { (true, true) => QuarterTurn.None, (false, false) => QuarterTurn.HalfTurn, _ => null };
        }

        if (Math.Abs(place.M11) < slack && Math.Abs(place.M22) < slack)
        {
            return (place.M12 > 0, place.M21 > 0) switch { (true, false) => QuarterTurn.Clockwise270, (false, true) => QuarterTurn.Clockwise90, _ => null };
        }

        return null;
    }
}
