using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;

namespace Digitize.Pages;

/// <summary>What became of one page of the upload.</summary>
public enum PageTreatment
{
    /// <summary>Read, and in the PDF as picture and text.</summary>
    Read,

    /// <summary>It had text and stayed as it was.</summary>
    Kept,

    /// <summary>Empty, and left out because that was asked for.</summary>
    Dropped,

    /// <summary>In the PDF, but without text: see <see cref="PageResult.Failure"/>.</summary>
    Unreadable,
}

/// <summary>One page of the upload, in its order.</summary>
/// <param name="Finished">As read, its picture let go; null for a page that was kept.</param>
public sealed record PageResult(PageNumber Number, PageTreatment Treatment, PageSize Size, FinishedPage? Finished)
{
    public Failure? Failure { get; init; }

    /// <summary>Null when it is not known: a page with text is not judged, and an unreadable one cannot be.</summary>
    public Blankness? Blank { get; init; }

    /// <summary>Whether the page was read or kept. Boxes are in pixels of <see cref="LookedAt"/> for a kept page, else of the picture for display.</summary>
    public IReadOnlyList<Barcode> Barcodes { get; init; } = [];

    /// <summary>The picture that a kept page was drawn as to look for barcodes; null when there was no need to.</summary>
    public PictureFrame? LookedAt { get; init; }

    /// <summary>Text of the page, whether read or already there.</summary>
    public string Text { get; init; } = "";
}

/// <summary>Size of a picture in pixels, and how many of them an inch has.</summary>
public readonly record struct PictureFrame(int Width, int Height, Dpi Dpi);

/// <summary>A finished document: a PDF at the path it was asked for, and what is to be told about it.</summary>
/// <param name="CopiedUnchanged">A signed file whose pages all have text: the PDF is the upload, bit for bit.</param>
public sealed record DocumentResult(FileFormat Format, IReadOnlyList<PageResult> Pages, AssembledPdf Pdf, bool CopiedUnchanged)
{
    public Confidence? Confidence => Mean(Pages);

    public IEnumerable<PageResult> Unreadable => Pages.Where(page => page.Treatment == PageTreatment.Unreadable);

    /// <summary>How many pages the PDF has to have.</summary>
    public int PagesOut => Pages.Count(page => page.Treatment != PageTreatment.Dropped);

    private static Confidence? Mean(IReadOnlyList<PageResult> pages) => Digitize.Pages.Confidence.Mean(
        pages.SelectMany(page => page.Finished?.Recognized?.Words ?? []).Select(word => (word.Confidence, word.Text.Length)));
}
