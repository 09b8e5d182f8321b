using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>A page of a PDF as a picture for people: as a viewer shows it, and with nothing in the file but pixels and their resolution.</summary>
internal static class PageDrawing
{
    /// <summary>Letters keep clean edges; a letter at 200 dpi has a quarter of a megabyte.</summary>
    private const int Quality = 75;

    /// <exception cref="UnreadableException">Damaged, TimedOut: there is no picture rather than a white one.</exception>
    internal static DrawnPage Draw(string pdfPath, PageNumber page, DrawingBounds bounds, TimeSpan deadline, string picturePath, CancellationToken cancel)
    {
        // Poppler does not start in our folder.
        var path = Path.GetFullPath(pdfPath);
        var (width, height) = bounds.Fit(SizeOf(path, page, cancel));
        var (pix, isPartial) = PdfDrawing.Page(path, page, width, height, isGray: false, deadline, cancel);
        using (pix)
        {
            var isBitonal = Leptonica.pixGetDepth(pix) == 1;
            if (isPartial && isBitonal && IsWhite(pix))
            {
                throw new UnreadableException(FailureCode.Damaged, "The page cannot be drawn.");
            }

            File.WriteAllBytes(picturePath, isBitonal ? Leptonica.WritePng(pix) : Leptonica.WriteJpeg(pix, Quality));
            return new DrawnPage(isBitonal ? FileFormat.Png : FileFormat.Jpeg, width, height, isPartial);
        }
    }

    private static PageSize SizeOf(string path, PageNumber page, CancellationToken cancel)
    {
        using var file = PdfFile.Open(path);
        lock (file.Gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(page.Value, file.CountPages(Wire.WireRecords.MostPages, cancel), nameof(page));
            var size = PageGeometry.Of(file.Page(page)).Size;
            file.Forget();
            return size;
        }
    }

    private static unsafe bool IsWhite(PixHandle pix)
    {
        var (_, height, wordsPerLine) = PixelShape.Measure(pix);
        return !new ReadOnlySpan<uint>(Leptonica.pixGetData(pix), height * wordsPerLine).ContainsAnyExcept(0u);
    }
}
