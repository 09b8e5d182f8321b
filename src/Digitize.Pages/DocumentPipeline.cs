using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>
/// The story of one document in this process: open, turn every page into a finished one, assemble.
/// As many pages are worked on side by side as the pool has recognizers, which is <paramref name="jobs"/>.
/// </summary>
public sealed class DocumentPipeline(RecognizerPool recognizers, int jobs)
{
    public const string Producer = "Digitize";

    /// <summary>Writes the searchable PDF to <paramref name="output"/>; <paramref name="draft"/> is a scratch file that is left for the caller to remove.</summary>
    /// <param name="pageDone">Called in page order on this thread.</param>
    /// <exception cref="UnreadableException">Nothing can be made of this file. No output is left.</exception>
    public DocumentResult Process(string input, string output, string draft, PageOptions options, Action<int, PageResult> pageDone, CancellationToken cancel)
    {
        using var source = SourceFile.Open(input, options, cancel);
        if (source.Pdf is { IsSigned: true } && !options.UnsignedCopy)
        {
            return CopySigned(source, input, output, cancel);
        }

        using var assembler = new PdfAssembler(draft, Metadata(source, options));
        var inOrder = new PagesInOrder(assembler, source.Pdf is not null, options.DropBlankPages);
        ProcessPages(source, options, page => pageDone(source.Pages.Count, inOrder.Take(page)), cancel);
        inOrder.Close();
        var pdf = assembler.Finish(source.Pdf is null ? null : input, output, cancel);
        return new DocumentResult(source.Format, inOrder.Results, pdf, CopiedUnchanged: false);
    }

    /// <summary>A copy with text would not be signed any more; one whose pages all have text needs none.</summary>
    private static DocumentResult CopySigned(SourceFile source, string input, string output, CancellationToken cancel)
    {
        if (source.Pages.Any(page => page.Kind != SourcePageKind.KeepText))
        {
            throw new UnreadableException(FailureCode.Signed, "The file is signed, and a copy with text added would not be signed any more.");
        }

        File.Copy(input, output, overwrite: true);
        using var kept = new KeptPages(source, atOnce: 1);
        var pages = source.Pages.Select(page => kept.Take(page, cancel)).ToList();
        var pdf = new AssembledPdf(IsPdfA: false, [new PdfFinding("signature", "A signed file is copied as it is.", "document")], pages.Count, new FileInfo(output).Length);
        return new DocumentResult(source.Format, pages, pdf, CopiedUnchanged: true);
    }

    private void ProcessPages(SourceFile source, PageOptions options, Action<PageResult> take, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var kept = new KeptPages(source, jobs);
        var inWork = new Queue<Task<PageResult>>();
        try
        {
            foreach (var page in source.Pages)
            {
                inWork.Enqueue(Task.Factory.StartNew(() => page.Kind == SourcePageKind.KeepText ? kept.Take(page, stop.Token) : ProcessPage(source, page, options, stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default));

                // A slow page must not let finished ones pile up behind it.
                if (inWork.Count > 2 * jobs)
                {
                    take(inWork.Dequeue().GetAwaiter().GetResult());
                }
            }

            while (inWork.TryDequeue(out var page))
            {
                take(page.GetAwaiter().GetResult());
            }
        }
        finally
        {
            stop.Cancel();
            Task.WhenAll(inWork).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }
    }

    private PageResult ProcessPage(SourceFile source, SourcePage page, PageOptions options, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (page.Failure is { } known)
        {
            return Unreadable(page, known);
        }

        try
        {
            var finished = recognizers.Use(recognizer => PagePipeline.Process(source, page, recognizer, options, cancel), cancel);
            var treatment = finished.Failure is null ? PageTreatment.Read : PageTreatment.Unreadable;
            return new PageResult(page.Number, treatment, finished.Size, finished)
            {
                Failure = finished.Failure,
                Blank = finished.Blank,
                Barcodes = finished.Barcodes,
                Text = finished.Recognized?.Text ?? "",
            };
        }
        catch (UnreadableException unreadable)
        {
            return Unreadable(page, unreadable.Failure with { Page = page.Number });
        }
    }

    private static PageResult Unreadable(SourcePage page, Failure failure) =>
        new(page.Number, PageTreatment.Unreadable, page.Size, null) { Failure = failure };

    private static ArchivalMetadata Metadata(SourceFile source, PageOptions options) =>
        new(options.Title ?? source.Pdf?.Title, source.Pdf?.Language ?? options.Languages.Bcp47, Producer, CreatedAt: null);
}
