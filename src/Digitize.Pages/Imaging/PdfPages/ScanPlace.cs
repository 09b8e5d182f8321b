using System.Numerics;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>
/// How the one picture of a page lies on it: turned by quarters, and from edge to edge. One that lies a little askew, because a scanner's program or we ourselves
/// straightened it that way, counts as if it lay straight: which way its lines run is found from its pixels anyway.
/// </summary>
internal readonly record struct ScanPlace(QuarterTurn Turn, Dpi Dpi)
{
    /// <summary>A share of the page's side; what is missing or hangs over is not seen.</summary>
    private const double EdgeTolerance = 0.01;

    private const double SquareTolerance = 1.02;

    /// <summary>More is no straightening but art.</summary>
    private const double MostAskewDegrees = 15;

    /// <summary>Cosine of the angle between the sides: rounded numbers, but no parallelogram.</summary>
    private const double MostSlant = 2e-3;

    /// <summary>Null when the page is more than its picture, or shows it in a way that has to be drawn.</summary>
    internal static ScanPlace? Find(PageContent content, PageGeometry geometry)
    {
        if (content is not { VisibleText: 0, Annotations: 0, IsBeyondUs: false, PaintsOnTop: 0, Pictures: [{ IsPlain: true, Id: > 0 } picture] })
        {
            return null;
        }

        if (TurnOf(picture) is not { } turn || !Fits(Straightened(picture, turn), geometry.Box) || !Fits(picture.Visible, geometry.Box))
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

    /// <summary>What the picture would cover if it lay straight about its middle.</summary>
    private static PdfBox Straightened(DrawnPicture picture, QuarterTurn turn)
    {
        var middle = Vector2.Transform(new Vector2(0.5f, 0.5f), picture.Place);
        var isSideways = turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270;
        var (width, height) = isSideways ? (picture.DrawnHeight, picture.DrawnWidth) : (picture.DrawnWidth, picture.DrawnHeight);
        return new PdfBox(middle.X - (width / 2), middle.Y - (height / 2), middle.X + (width / 2), middle.Y + (height / 2));
    }

    /// <summary>The nearest quarter; null when mirrored, slanted, or far askew.</summary>
    private static QuarterTurn? TurnOf(DrawnPicture picture)
    {
        var place = picture.Place;
        var slant = ((place.M11 * place.M21) + (place.M12 * place.M22)) / (picture.DrawnWidth * picture.DrawnHeight);
        var isMirrored = place.GetDeterminant() <= 0;
        if (isMirrored || !(Math.Abs(slant) < MostSlant))
        {
            return null;
        }

        // Counterclockwise, as PDF counts.
        var degrees = Math.Atan2(place.M12, place.M11) * 180 / Math.PI;
        var quarters = (int)Math.Round(degrees / 90);
        return Math.Abs(degrees - (quarters * 90)) > MostAskewDegrees ? null : (QuarterTurn)((360 - (quarters * 90)) % 360);
    }
}
