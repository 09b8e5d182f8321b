namespace Digitize.Pages.Pdf;

/// <summary>
/// Writes scanned pages to a draft file as they come, in page order, so that memory does not grow with the number of pages; then grafts them
/// into the source, takes out what is active, linearises, and checks. Pages that are neither added nor kept are left out of the document.
/// </summary>
public sealed class PdfAssembler : IDisposable
{
    private readonly DraftFile _draft;
    private readonly ArchivalMetadata _metadata;
    private readonly List<PlannedPage> _plan = [];

    /// <param name="draftPath">A file for this object alone, on a disk with room for the whole document; removed when this is disposed.</param>
    public PdfAssembler(string draftPath, ArchivalMetadata metadata)
    {
        _draft = new DraftFile(draftPath);
        _metadata = metadata;
    }

    /// <summary>A scanned page; its picture and words are written at once.</summary>
    public void Add(FinishedPage page)
    {
        Plan(new PlannedPage(page.Number, page.Size, page.Done));
        _draft.Add(page);
    }

    /// <summary>A page of the source PDF stays as it is.</summary>
    public void Keep(PageNumber page) => Plan(new PlannedPage(page, null, null));

    /// <summary>Writes the document to <paramref name="outputPath"/>; the caller gives it its final name.</summary>
    /// <param name="sourcePdfPath">The PDF that the pages came from; null when they came from pictures.</param>
    /// <exception cref="UnreadableException">The source is damaged beyond repair.</exception>
    public AssembledPdf Finish(string? sourcePdfPath, string outputPath, CancellationToken cancel)
    {
        if (_plan.Count == 0)
        {
            throw new InvalidOperationException("A document has at least one page.");
        }

        if (sourcePdfPath is null && _plan.Exists(page => page.IsKept))
        {
            throw new InvalidOperationException("A page can only be kept when there is a source.");
        }

        _draft.Finish();
        cancel.ThrowIfCancellationRequested();
        using var draft = PdfDocument.Open(_draft.Path);
        if (sourcePdfPath is null)
        {
            return Write(draft, outputPath, cancel);
        }

        using var forms = FormAppearances.Drawn(sourcePdfPath, _draft.Path + ".forms");
        using var source = PdfDocument.Open(forms.Path);
        cancel.ThrowIfCancellationRequested();
        PageGraft.Apply(source, draft, _plan);
        cancel.ThrowIfCancellationRequested();
        return Write(source, outputPath, cancel);
    }

    public void Dispose() => _draft.Dispose();

    private AssembledPdf Write(PdfDocument document, string outputPath, CancellationToken cancel) =>
        RenditionFile.Write(document, _metadata, outputPath, _plan.Count, cancel);

    private void Plan(PlannedPage page)
    {
        if (_plan.Count > 0 && page.Number.CompareTo(_plan[^1].Number) <= 0)
        {
            throw new ArgumentException($"Page {page.Number} comes after page {_plan[^1].Number}; pages come in order.", nameof(page));
        }

        _plan.Add(page);
    }
}
