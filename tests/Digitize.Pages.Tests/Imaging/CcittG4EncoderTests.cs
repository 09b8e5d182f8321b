using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Imaging.PdfPages;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class CcittG4EncoderTests
{
    [Test]
    public void What_was_coded_is_decoded_again() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        using var picture = gray.Thresholded(new Dpi(300));
        var bits = BitPlane.Of(picture);
        return Decoded(CcittG4Encoder.Encode(bits)).SequenceEqual(bits.Words);
    }).Holds();

    [Test]
    public void A_letter_is_decoded_again_and_small()
    {
        using var picture = Letters.Gray("schulbrief").Thresholded(new Dpi(200));
        var bits = BitPlane.Of(picture);
        var coded = CcittG4Encoder.Encode(bits);
        Assert.That(Decoded(coded), Is.EqualTo(bits.Words));
        Assert.That(coded.Data, Has.Length.LessThan(bits.Width * bits.Height / 8 / 10));
        Assert.That((coded.Coding, coded.Color, coded.BitsPerComponent), Is.EqualTo((PictureCoding.Ccitt, PictureColor.Bitonal, 1)));
    }

    /// <summary>By libtiff, in the smallest TIFF that holds it.</summary>
    private static ulong[] Decoded(PictureStream coded)
    {
        var tiff = FaxTiff.Wrap(coded.Data, new ImageFacts(coded.Width, coded.Height) { Bits = 1 }, isInverted: false);
        using var picture = new PageImage(PictureDecoder.DecodeTiff(tiff, 0, new PictureHeader(coded.Width, coded.Height)), new Dpi(300));
        return BitPlane.Of(picture).Words;
    }
}
