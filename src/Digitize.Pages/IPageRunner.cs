using Digitize.Pages.Imaging;

namespace Digitize.Pages;

/// <summary>
/// Where the native jobs run: in this process (<see cref="InProcessRunner"/>) or in a child that holds nothing but the document.
/// Files are paths in a scratch folder that the caller owns and removes. Calls with the same source path are about the same document; several may run side by side.
/// Anything but <see cref="UnreadableException"/> and cancellation says that the attempt failed, and that another may succeed.
/// </summary>
public interface IPageRunner
{
    /// <summary>Finds out what is in a file: nothing of it is decoded.</summary>
    /// <exception cref="UnreadableException">Nothing can be made of this file, or it is signed and <see cref="PageOptions.UnsignedCopy"/> was not asked for.</exception>
    Task<Inspection> InspectAsync(string sourcePath, PageOptions options, CancellationToken cancel);

    /// <summary>
    /// Works on one page. A page that is read, or could at least be decoded, is written to <paramref name="finishedPath"/> (<see cref="FinishedPageFile"/>), and
    /// <see cref="PageSummary.HasPicture"/> says so. A page that keeps its text is only looked at: its text, its words with their places and its barcodes are told, and nothing is written.
    /// A page that cannot even be decoded has a <see cref="PageSummary.Failure"/>, and nothing is written.
    /// </summary>
    /// <exception cref="UnreadableException">The file as a whole cannot be read.</exception>
    Task<PageSummary> ReadPageAsync(string sourcePath, PageNumber page, PageOptions options, string finishedPath, CancellationToken cancel);

    /// <summary>Makes the searchable PDF. A signed file whose pages all keep their text is copied as it is.</summary>
    /// <param name="finishedPaths">One entry for each page of the source, in order; null for a page that is kept, or that could not be decoded.</param>
    /// <exception cref="UnreadableException">No page could be read, or the source is damaged beyond repair.</exception>
    Task<AssemblySummary> AssembleAsync(string sourcePath, IReadOnlyList<string?> finishedPaths, PageOptions options, string pdfPath, CancellationToken cancel);

    /// <summary>
    /// Draws one page of a PDF as a viewer shows it, into <paramref name="picturePath"/>. Of a rendition of ours it shows the picture that word boxes are measured in,
    /// at another size.
    /// </summary>
    /// <exception cref="UnreadableException">It cannot be drawn: there is never a white page instead.</exception>
    Task<DrawnPage> DrawAsync(string pdfPath, PageNumber page, DrawingBounds bounds, string picturePath, CancellationToken cancel);

    /// <summary>
    /// Makes a rendition from an earlier one of ours: pages in another order, turned, left out, or with other words over their pictures. Nothing is read, and no picture is coded anew.
    /// </summary>
    /// <param name="pages">At least one; each page of the earlier one at most once.</param>
    /// <exception cref="UnreadableException">The earlier one is a signed file that was kept as it came.</exception>
    Task<AssemblySummary> EditAsync(string pdfPath, IReadOnlyList<RenditionPage> pages, PageOptions options, string resultPath, CancellationToken cancel);

    /// <summary>Looks for barcodes on a page without reading it. A page that cannot be decoded has none.</summary>
    /// <exception cref="UnreadableException">The file as a whole cannot be read.</exception>
    Task<IReadOnlyList<Barcode>> FindBarcodesAsync(string sourcePath, PageNumber page, PageOptions options, CancellationToken cancel);

    /// <summary>Writes some pages of a PDF or TIFF to <paramref name="partPath"/> as a file of the same format, no byte of their pictures changed. Where that is not possible nothing is written.</summary>
    /// <exception cref="UnreadableException">The file as a whole cannot be read.</exception>
    Task<CutResult> CutAsync(string sourcePath, PageRange pages, PageOptions options, string partPath, CancellationToken cancel);

    /// <summary>Makes one PDF of several files of any format: their pages behind each other, no picture losing anything, and each file attached as it came.</summary>
    /// <param name="files">At least one.</param>
    /// <exception cref="UnreadableException">One of them is signed or cannot be read, or together they have more pages or bytes than <see cref="Limits"/> allows.</exception>
    Task<JoinSummary> JoinFilesAsync(IReadOnlyList<JoinedFile> files, PageOptions options, string resultPath, CancellationToken cancel);

    /// <summary>Makes one rendition of several of ours, their pages behind each other. Nothing is read, and no picture is coded anew.</summary>
    /// <param name="pdfPaths">At least one.</param>
    /// <exception cref="UnreadableException">One of them is a signed file that was kept as it came.</exception>
    Task<AssemblySummary> JoinRenditionsAsync(IReadOnlyList<string> pdfPaths, PageOptions options, string resultPath, CancellationToken cancel);
}

/// <summary>What is in a file.</summary>
/// <param name="Pages">All of them, in order; at least one can be read.</param>
/// <param name="IsSigned">Some signature of the PDF is filled in.</param>
/// <param name="Title">The PDF's own; null when it has none.</param>
public sealed record Inspection(FileFormat Format, IReadOnlyList<InspectedPage> Pages, bool IsSigned, string? Title);

/// <summary>One page as found.</summary>
/// <param name="KeepsText">It has good text and stays as it is.</param>
/// <param name="Size">As a viewer shows it; zero when it is not known.</param>
/// <param name="Failure">The page is known to be unreadable; the others can be read.</param>
public sealed record InspectedPage(PageNumber Number, bool KeepsText, PageSize Size, Failure? Failure);

/// <summary>What became of one page.</summary>
/// <param name="Confidence">Of the words, by their length; null when none was read.</param>
/// <param name="Words">How many there are, read or kept.</param>
/// <param name="Failure">Why the page has no text; it goes into the PDF as a picture, or as it came.</param>
/// <param name="Text">One line a line, read or kept.</param>
public sealed record PageSummary(Confidence? Confidence, int Words, bool IsBlank, IReadOnlyList<Barcode> Barcodes, Failure? Failure, string Text)
{
    /// <summary>A finished page was written.</summary>
    public bool HasPicture { get; init; }

    /// <summary>The picture that the barcodes' boxes are measured in; null when the page was not looked at.</summary>
    public PictureFrame? Frame { get; init; }

    /// <summary>Of a page that keeps its text, with their places; null for others, and where they cannot be told.</summary>
    public Recognition.RecognizedPage? OwnWords { get; init; }

    internal static PageSummary Of(PageResult page)
    {
        var recognized = page.Finished?.Recognized;
        var words = recognized?.Words.Count() ?? page.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        return new PageSummary(recognized?.Confidence, words, page.Blank is { IsBlank: true }, page.Barcodes, page.Failure, page.Text)
        {
            HasPicture = page.Finished is not null,
            Frame = page.Finished is { Picture: var picture } ? new PictureFrame(picture.Width, picture.Height, picture.Dpi) : page.LookedAt,
        };
    }
}

/// <summary>A PDF that was written and passed its own check.</summary>
/// <param name="WhyNotPdfA">At most <see cref="MostFindings"/> sentences.</param>
public sealed record AssemblySummary(bool IsPdfA, IReadOnlyList<string> WhyNotPdfA, int Pages, long Bytes)
{
    public const int MostFindings = 100;
}
