using System.Globalization;
using Digitize.Pages.Imaging;
using Digitize.Pages.Tests.Imaging;

namespace Digitize.Pages.Tests;

/// <summary>Pages as files that a scanner could have written, saved in the test's folder.</summary>
internal static class ScanFiles
{
    public static string Png(GrayPixels page, int dpi)
    {
        var rows = SmallFiles.Rows(page.Width, page.Height, 1, (x, y) => [page.At(x, y)]);
        return SmallFiles.Save(SmallFiles.Png(page.Width, page.Height, 0, rows, dpi), "scan.png");
    }

    /// <summary>A PDF with one picture a page.</summary>
    public static string Pdf(int dpi, params GrayPixels[] pages)
    {
        var kids = string.Join(' ', Enumerable.Range(0, pages.Length).Select(i => $"{3 + (3 * i)} 0 R"));
        var objects = new List<byte[]> { SmallFiles.Ascii("<</Type/Catalog/Pages 2 0 R>>"), SmallFiles.Ascii($"<</Type/Pages/Count {pages.Length}/Kids[{kids}]>>") };
        foreach (var page in pages)
        {
            var size = string.Create(CultureInfo.InvariantCulture, $"{new Dpi(dpi).ToPoints(page.Width):0.###} {new Dpi(dpi).ToPoints(page.Height):0.###}");
            var number = objects.Count + 1;
            objects.Add(SmallFiles.Ascii($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {size}]/Contents {number + 1} 0 R/Resources<</XObject<</I {number + 2} 0 R>>>>>>"));
            objects.Add(SmallFiles.Stream("", SmallFiles.Ascii($"q {size.Replace(" ", " 0 0 ", StringComparison.Ordinal)} 0 0 cm /I Do Q")));
            objects.Add(SmallFiles.Stream(
                $"/Type/XObject/Subtype/Image/Width {page.Width}/Height {page.Height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", SmallFiles.Deflate(page.Samples)));
        }

        return SmallFiles.Save(SmallFiles.PdfOf([.. objects]), "scans.pdf");
    }
}
