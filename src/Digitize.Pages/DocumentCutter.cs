using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>Takes some pages of a file as a file of the same format, no byte of their pictures changed; and looks for the marks that say where.</summary>
internal static class DocumentCutter
{
    /// <summary>The barcodes of a page that nobody reads yet, found as when it is read. A page that cannot be decoded has none.</summary>
    public static IReadOnlyList<Barcode> FindBarcodes(SourceFile source, SourcePage page, CancellationToken cancel)
    {
        try
        {
            if (page.Kind == SourcePageKind.KeepText)
            {
                using var drawn = source.LookAt(page.Number, cancel);
                return drawn is null ? [] : BarcodeFinder.Find(drawn);
            }

            using var picture = source.ReadPage(page.Number, cancel);
            using var straight = PageCleaner.ForBarcodes(picture.Image, cancel);
            return BarcodeFinder.Find(straight);
        }
        catch (UnreadableException)
        {
            return [];
        }
    }

    /// <exception cref="ArgumentException">It is a picture of one page.</exception>
    public static CutResult Cut(SourceFile source, string sourcePath, PageRange pages, string partPath, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pages.Last.Value, source.Pages.Count, nameof(pages));
        var problem = source switch
        {
            { Pdf.IsSigned: true } => SplitProblem.Signed,
            { Format: FileFormat.Pdf } => PdfPart.Write(sourcePath, pages, partPath, cancel),
            { Tiff: { } tiff } => WriteTiff(tiff, pages, partPath),
            _ => throw new ArgumentException($"A {source.Format} file has one page.", nameof(source)),
        };
        if (problem is { } known)
        {
            File.Delete(partPath);
            return new CutResult.NotPossible(known);
        }

        return new CutResult.Written(new FileInfo(partPath).Length);
    }

    private static SplitProblem? WriteTiff(TiffPages tiff, PageRange pages, string partPath)
    {
        using var to = new FileStream(partPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        return TiffPart.Write(tiff.File, [.. tiff.Directories.Skip(pages.First.Index).Take(pages.Count)], to);
    }
}
