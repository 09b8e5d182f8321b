using System.Numerics;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>A rectangle in PDF units, y upwards.</summary>
internal readonly record struct PdfBox(double Left, double Bottom, double Right, double Top)
{
    internal double Width => Math.Max(0, Right - Left);

    internal double Height => Math.Max(0, Top - Bottom);

    internal double Area => Width * Height;

    internal PdfBox Intersect(PdfBox other) =>
        new(Math.Max(Left, other.Left), Math.Max(Bottom, other.Bottom), Math.Min(Right, other.Right), Math.Min(Top, other.Top));

    /// <summary>What a rectangle becomes, or the box round it when it is turned.</summary>
    internal static PdfBox Of(Matrix3x2 matrix, float x, float y, float width, float height)
    {
        Span<Vector2> corners =
        [
            Vector2.Transform(new(x, y), matrix), Vector2.Transform(new(x + width, y), matrix),
            Vector2.Transform(new(x, y + height), matrix), Vector2.Transform(new(x + width, y + height), matrix),
        ];
        Vector2 least = corners[0], most = corners[0];
        foreach (var corner in corners)
        {
            least = Vector2.Min(least, corner);
            most = Vector2.Max(most, corner);
        }

        return new PdfBox(least.X, least.Y, most.X, most.Y);
    }
}

/// <summary>One picture as it is drawn on the page.</summary>
/// <param name="Id">Number of the image object; 0 for one inside the content.</param>
/// <param name="Place">Takes the unit square to the page.</param>
/// <param name="Visible">What the page and clips leave of it.</param>
/// <param name="IsPlain">Nothing but a picture: no odd clip, no transparency, no optional content, no color that a mask would be painted in but black.</param>
internal sealed record DrawnPicture(int Id, int Generation, Matrix3x2 Place, PdfBox Visible, int Width, int Height, bool IsGray, bool IsPlain)
{
    /// <summary>Page units that one side of the picture is drawn over.</summary>
    internal double DrawnWidth => Math.Sqrt((Place.M11 * Place.M11) + (Place.M12 * Place.M12));

    internal double DrawnHeight => Math.Sqrt((Place.M21 * Place.M21) + (Place.M22 * Place.M22));
}

/// <summary>What a page draws, counted without drawing it.</summary>
internal sealed record PageContent
{
    /// <summary>Bars of a patch code.</summary>
    private const int ShortestBarcode = 4;

    internal IReadOnlyList<DrawnPicture> Pictures { get; init; } = [];

    /// <summary>Bytes of strings that are seen.</summary>
    internal int VisibleText { get; init; }

    /// <summary>Bytes of strings that are there to be searched only, or lie under a picture.</summary>
    internal int HiddenText { get; init; }

    /// <summary>Fills, strokes and shadings.</summary>
    internal int Paints { get; init; }

    /// <summary>Of these, those over the last picture.</summary>
    internal int PaintsOnTop { get; init; }

    /// <summary>Rectangles, and starts of other paths: each may be a bar.</summary>
    internal int Shapes { get; init; }

    /// <summary>Stamps, filled fields and notes that are drawn over the content.</summary>
    internal int Annotations { get; init; }

    /// <summary>More than is looked at, or in a coding that is not understood: poppler has to draw it.</summary>
    internal bool IsBeyondUs { get; init; }

    internal bool HasText => VisibleText + HiddenText > 0;

    /// <summary>A barcode is a picture or many bars; nothing but letters and fewer lines than the bars of the shortest, a patch code, is none.</summary>
    internal bool MayHoldBarcodes => Pictures.Count > 0 || Annotations > 0 || Shapes >= ShortestBarcode || IsBeyondUs;

    internal bool IsEmpty => Pictures.Count == 0 && !HasText && Paints == 0 && Annotations == 0 && !IsBeyondUs;
}
