namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>What part of a page a viewer shows, how it is turned, and how large one of its units is.</summary>
/// <param name="Box">The crop box within the media box, in the page's units.</param>
/// <param name="Unit">Points a unit: 1 but for very large pages; less where the page is shown smaller than it claims to be.</param>
internal sealed record PageGeometry(PdfBox Box, QuarterTurn Turn, double Unit)
{
    private const int DeepestTree = 60;

    /// <summary>
    /// Points. A page with longer sides, as posters are made with a large unit, is laid on smaller paper in the same proportions:
    /// at the lowest resolution there is (50 dpi) it would have more pixels than can be read.
    /// </summary>
    private const double LongestSide = 7200;

    private static readonly PdfBox Letter = new(0, 0, 612, 792);

    private bool IsSideways => Turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270;

    /// <summary>As shown.</summary>
    internal PageSize Size => IsSideways
        ? new(Box.Height * Unit, Box.Width * Unit)
        : new(Box.Width * Unit, Box.Height * Unit);

    internal static PageGeometry Of(PdfObject page)
    {
        var media = BoxOf(Inherited(page, "MediaBox")) ?? Letter;
        var crop = BoxOf(Inherited(page, "CropBox")) is { } given ? given.Intersect(media) : media;
        var unit = page["UserUnit"].Number is { } stated and > 0 and < 10_000 ? stated : 1;
        var box = crop.Area > 0 ? crop : media;
        return new PageGeometry(box, TurnOf(Inherited(page, "Rotate").Int ?? 0), Math.Min(unit, LongestSide / Math.Max(box.Width, box.Height)));
    }

    internal static PdfObject Inherited(PdfObject page, string key)
    {
        var node = page;
        for (var depth = 0; depth < DeepestTree && !node.Has(key) && node["Parent"] is { IsDictionary: true } parent; depth++)
        {
            node = parent;
        }

        return node[key];
    }

    private static PdfBox? BoxOf(PdfObject array)
    {
        if (array.Numbers(4) is not [var x1, var y1, var x2, var y2])
        {
            return null;
        }

        var box = new PdfBox(Math.Min(x1, x2), Math.Min(y1, y2), Math.Max(x1, x2), Math.Max(y1, y2));
        return box.Area > 0 ? box : null;
    }

    private static QuarterTurn TurnOf(int degrees) => (QuarterTurn)(((degrees % 360) + 360) % 360 / 90 * 90);
}
