using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>Does with each page of a source what is to be done with it: reads it, or only looks at one that stays as it is. Several threads may share it.</summary>
/// <param name="atOnce">How many kept pages may be drawn side by side.</param>
internal sealed class PageReader(SourceFile source, RecognizerPool recognizers, PageOptions options, int atOnce) : IDisposable
{
    private readonly KeptPages _kept = new(source, atOnce);

    /// <summary>Never throws for the page: what cannot be read says why.</summary>
    public PageResult Read(SourcePage page, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (page.Kind == SourcePageKind.KeepText)
        {
            return _kept.Take(page, cancel);
        }

        if (page.Failure is { } known)
        {
            return Unreadable(page, known);
        }

        try
        {
            return Read(recognizers.Use(recognizer => PagePipeline.Process(source, page, recognizer, options, cancel), cancel));
        }
        catch (UnreadableException unreadable)
        {
            return Unreadable(page, unreadable.Failure with { Page = page.Number });
        }
    }

    /// <summary>A page that was read earlier, perhaps elsewhere.</summary>
    public static PageResult Read(FinishedPage finished) =>
        new(finished.Number, finished.Failure is null ? PageTreatment.Read : PageTreatment.Unreadable, finished.Size, finished)
        {
            Failure = finished.Failure,
            Blank = finished.Blank,
            Barcodes = finished.Barcodes,
            Text = finished.Recognized?.Text ?? "",
        };

    /// <summary>A page without a picture of ours: it is kept, or its place is.</summary>
    public static PageResult WithoutPicture(SourcePage page) => page.Kind == SourcePageKind.KeepText
        ? KeptPages.Untouched(page)
        : Unreadable(page, page.Failure ?? new Failure(FailureCode.Damaged, "The page could not be read.") { Page = page.Number });

    public void Dispose() => _kept.Dispose();

    private static PageResult Unreadable(SourcePage page, Failure failure) =>
        new(page.Number, PageTreatment.Unreadable, page.Size, null) { Failure = failure };
}
