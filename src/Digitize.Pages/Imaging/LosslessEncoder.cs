using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>Coding of any picture that loses nothing: group 4 for black and white, and for all others the pixels of a PNG, whose filters suit photographs.</summary>
internal static class LosslessEncoder
{
    public static PictureStream Encode(PageImage image)
    {
        if (image.Depth == 1)
        {
            return CcittG4Encoder.Encode(BitPlane.Of(image));
        }

        var png = Leptonica.WritePng(image.Handle);
        return PngHeader.Read(png).Stream(png) ?? throw new InvalidOperationException("Leptonica wrote a PNG with transparency.");
    }
}
