namespace Digitize.Pages.Pdf;

/// <summary>Where places of a source page are on the page that replaced it: its visible box, turned by its /Rotate and then as the scan was turned.</summary>
internal sealed record PagePlace(double Left, double Bottom, double Width, double Height, int Turned, PageSize Size)
{
    /// <summary>Null when the page's box makes no sense.</summary>
    public static PagePlace? Of(PdfObject page, PageSize size, QuarterTurn turned)
    {
        var box = Rectangle(page["/CropBox"]) ?? Rectangle(page["/MediaBox"]);
        if (box is not { } b || b.Right - b.Left < 1 || b.Top - b.Bottom < 1)
        {
            return null;
        }

        var rotate = (int)((page["/Rotate"].Integer ?? 0) % 360);
        return new PagePlace(b.Left, b.Bottom, b.Right - b.Left, b.Top - b.Bottom, (rotate + 360 + (int)turned) % 360, size);
    }

    public static (double Left, double Bottom, double Right, double Top)? Rectangle(PdfObject array)
    {
        if (array.Count != 4 || array[0].Value is not { } a || array[1].Value is not { } b || array[2].Value is not { } c || array[3].Value is not { } d)
        {
            return null;
        }

        return (Math.Min(a, c), Math.Min(b, d), Math.Max(a, c), Math.Max(b, d));
    }

    /// <summary>The rectangle on the new page in PDF's writing; null when it makes no sense.</summary>
    public string? Map(PdfObject rectangle)
    {
        if (Rectangle(rectangle) is not { } r)
        {
            return null;
        }

        var (ax, ay) = Map((r.Left - Left) / Width, (r.Bottom - Bottom) / Height);
        var (bx, by) = Map((r.Right - Left) / Width, (r.Top - Bottom) / Height);
        return $"[{PdfSyntax.Numbers(2, Math.Min(ax, bx), Math.Min(ay, by), Math.Max(ax, bx), Math.Max(ay, by))}]";
    }

    /// <param name="u">Share of the way from left to right.</param>
    /// <param name="v">Share of the way from bottom to top.</param>
    private (double X, double Y) Map(double u, double v)
    {
        var (x, y) = Turned switch
        {
            90 => (v, 1 - u),
            180 => (1 - u, 1 - v),
            270 => (1 - v, u),
            _ => (u, v),
        };
        return (x * Size.WidthPoints, y * Size.HeightPoints);
    }
}
