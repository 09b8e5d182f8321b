using Digitize.Pages.Imaging;

namespace Digitize.Pages;

/// <summary>Pages that stay as they are: nothing on them is read, but separator sheets and barcodes count on them as on any other.</summary>
internal sealed class KeptPages(SourceFile source, int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _places = new(atOnce);

    public PageResult Take(SourcePage page, CancellationToken cancel)
    {
        var (barcodes, frame) = Look(page.Number, cancel);
        return Untouched(page) with { Text = source.TextOf(page.Number), Barcodes = barcodes, LookedAt = frame };
    }

    /// <summary>The page without a look at it: its text and barcodes are not told.</summary>
    public static PageResult Untouched(SourcePage page) => new(page.Number, PageTreatment.Kept, page.Size, null)
    {
        Blank = page.IsEmpty ? new Blankness(true, 0, "nothing is drawn on it") : null,
    };

    public void Dispose() => _places.Dispose();

    private (IReadOnlyList<Barcode> Barcodes, PictureFrame? Frame) Look(PageNumber page, CancellationToken cancel)
    {
        _places.Wait(cancel);
        try
        {
            using var picture = source.LookAt(page, cancel);
            return picture is null ? ([], null) : (BarcodeFinder.Find(picture), new PictureFrame(picture.Width, picture.Height, picture.Dpi));
        }
        catch (UnreadableException)
        {
            // Its text is good and it stays as it is: that poppler cannot draw it harms nobody.
            return ([], null);
        }
        finally
        {
            _places.Release();
        }
    }
}
