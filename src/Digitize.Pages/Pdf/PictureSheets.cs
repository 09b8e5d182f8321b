using Digitize.Pages.Imaging;

namespace Digitize.Pages.Pdf;

/// <summary>The pages of a picture file as pages of a PDF, each as large as it is on paper. No picture loses anything: it goes in coded as it came, or coded anew without loss.</summary>
internal static class PictureSheets
{
    /// <summary>The caller disposes it, and with that removes the file.</summary>
    public static DraftFile Write(SourceFile source, string path, CancellationToken cancel)
    {
        var draft = new DraftFile(path);
        try
        {
            foreach (var page in source.Pages)
            {
                draft.Add(Sheet(source, page, cancel));
            }

            draft.Finish();
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    /// <summary>A page of a TIFF that cannot be decoded keeps its place, as in a document that was read.</summary>
    private static FinishedPage Sheet(SourceFile source, SourcePage page, CancellationToken cancel)
    {
        try
        {
            using var picture = source.ReadPage(page.Number, cancel);
            var (image, original) = (picture.Image, picture.Original);
            var placement = original is null ? Placement.Straight : new Placement(picture.OriginalTurn, 0);
            var layer = new PictureLayer(original ?? LosslessEncoder.Encode(image));
            return new FinishedPage(page.Number, page.Size, new EncodedPicture(image.Width, image.Height, image.Dpi, [layer]) { Placement = placement }, null, new CleaningReport());
        }
        catch (UnreadableException) when (source.Pages.Count > 1)
        {
            return MissingPicture.For(PageReader.WithoutPicture(page));
        }
    }
}
