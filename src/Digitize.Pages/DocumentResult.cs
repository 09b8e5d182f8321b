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

    /// <summary>Text of the page, whether read or already there.</summary>
    public string Text { get; init; } = "";
}

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
