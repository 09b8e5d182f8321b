using Digitize.Pages.Imaging.Jbig2;
using Digitize.Pages.Imaging.MixedRaster;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Imaging;

/// <summary>Makes a page's picture as small as it gets while it stays as legible as the scan.</summary>
public static class PageEncoder
{
    /// <summary>Quality of a page that is one JPEG because layers would harm it.</summary>
    private const int WholeQuality = 70;

    /// <summary>No page of text has become a JPEG this small at that quality; trying costs as much time as all else.</summary>
    private const int PixelsPerJpegByte = 24;

    /// <summary>The picture as it came is the truest; it stays when layers would save less than this share of it.</summary>
    private const double WorthChanging = 0.8;

    /// <summary>
    /// Chooses between the picture as it came, lossless bitonal coding, lossless coding of few colours, and text masks over a reduced background, by size.
    /// The same input gives the same bytes.
    /// </summary>
    /// <param name="forDisplay">1, 8 or 32 bits a pixel; stays the caller's.</param>
    /// <param name="recognized">Words of this page in its pixels, so that they stay sharp even on photographs; null when it was not read.</param>
    /// <param name="original">The coded picture as it came (JPEG, JP2, group 4, …) when its pixels, laid with <paramref name="placement"/>, give <paramref name="forDisplay"/>; null when there is none.</param>
    /// <param name="placement">Of <paramref name="original"/> only; the result says which placement its own pixels want.</param>
    /// <param name="bytesIn">How many bytes this page's picture had when it came: with an original, the result is never larger.</param>
    public static EncodedPicture Encode(
        PageImage forDisplay, RecognizedPage? recognized, PictureStream? original, Placement placement, long? bytesIn, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(forDisplay);
        var asItCame = original is null
            ? null
            : new EncodedPicture(forDisplay.Width, forDisplay.Height, forDisplay.Dpi, [new PictureLayer(original)]) { Placement = placement };
        List<PictureLayer> layers = forDisplay.Depth == 1
            ? [new PictureLayer(Bitonal(BitPlane.Of(forDisplay), cancel))]
            : Tones(forDisplay, recognized, cancel);
        var made = new EncodedPicture(forDisplay.Width, forDisplay.Height, forDisplay.Dpi, layers);
        return asItCame is not null && StaysAsItCame(asItCame.Bytes, made.Bytes, forDisplay.Depth == 1, bytesIn) ? asItCame : made;
    }

    /// <summary>Bitonal coding loses nothing, so there only size counts.</summary>
    private static bool StaysAsItCame(long original, long made, bool lossless, long? bytesIn) =>
        made >= original * (lossless ? 1 : WorthChanging) || made > bytesIn;

    private static PictureStream Bitonal(BitPlane picture, CancellationToken cancel)
    {
        var jbig2 = EmbeddedPicture.Encode(picture, cancel);
        var g4 = CcittG4Encoder.Encode(picture);
        return g4.Data.Length < jbig2.Data.Length ? g4 : jbig2;
    }

    private static List<PictureLayer> Tones(PageImage image, RecognizedPage? recognized, CancellationToken cancel)
    {
        if (TwoTones.Find(image) is { } plane)
        {
            return [new PictureLayer(Bitonal(plane, cancel))];
        }

        var layers = LayeredPage.Encode(image, recognized, cancel);
        var size = layers is null ? long.MaxValue : Size(layers);
        if (FlatArt.IsLikely(image) && FlateEncoder.EncodePalette(image, cancel) is { } palette && palette.Data.Length <= size)
        {
            return [new PictureLayer(palette)];
        }

        if (layers is not null && size < (long)image.Width * image.Height / PixelsPerJpegByte)
        {
            return layers;
        }

        var whole = JpegEncoder.Encode(image, WholeQuality);
        return layers is null || whole.Data.Length <= size ? [new PictureLayer(whole)] : layers;
    }

    private static long Size(List<PictureLayer> layers) => layers.Sum(layer => (layer.Color?.Bytes ?? 0) + (layer.Mask?.Bytes ?? 0));
}
