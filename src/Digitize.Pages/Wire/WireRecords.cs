namespace Digitize.Pages.Wire;

/// <summary>The small records that files and messages share, and what is accepted of them.</summary>
internal static class WireRecords
{
    /// <summary>More than any <see cref="Limits.MaxPages"/>.</summary>
    public const int MostPages = 100_000;

    /// <summary>Files that become one.</summary>
    public const int MostJoined = 1000;

    public const int MostReason = 1000;
    public const int MostBarcodes = 1000;

    /// <summary>The largest QR code holds 7089 digits.</summary>
    private const int MostBarcodeText = 16_384;

    private const int MostKind = 64;
    private const int FarthestPixel = 70_000;

    /// <summary>14 400 points are 200 inches, and a PDF may count in units of 75 000 points.</summary>
    private const double LargestPage = 1e9;

    public static void Write(WireWriter to, Failure failure)
    {
        to.Int((int)failure.Code);
        to.Text(failure.Detail);
        to.Optional(failure.Page, page => to.Int(page.Value));
    }

    public static Failure ReadFailure(WireReader from) =>
        new(from.Name<FailureCode>(), from.Text(MostReason)) { Page = from.OptionalValue(() => ReadPage(from)) };

    public static PageNumber ReadPage(WireReader from) => new(from.Int(1, MostPages));

    public static void Write(WireWriter to, PageSize size)
    {
        to.Double(size.WidthPoints);
        to.Double(size.HeightPoints);
    }

    public static PageSize ReadSize(WireReader from) => new(from.Double(0, LargestPage), from.Double(0, LargestPage));

    public static void Write(WireWriter to, Barcode barcode)
    {
        to.Text(barcode.Kind);
        to.Text(barcode.Text);
        to.Int(barcode.Box.Left);
        to.Int(barcode.Box.Top);
        to.Int(barcode.Box.Right);
        to.Int(barcode.Box.Bottom);
    }

    public static Barcode ReadBarcode(WireReader from) => new(from.Text(MostKind), from.Text(MostBarcodeText), new PixelBox(Pixel(from), Pixel(from), Pixel(from), Pixel(from)));

    private static int Pixel(WireReader from) => from.Int(-FarthestPixel, FarthestPixel);
}
