using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.Headers;

namespace Digitize.Pages.Tests.Imaging;

public sealed class JpegEncoderTests
{
    [Test]
    public void A_grey_page_stays_grey_and_looks_the_same()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 100);
        var coded = JpegEncoder.Encode(picture, 75);
        using var again = Decoded(coded);
        Assert.That((coded.Color, coded.Width, coded.Height, again.Depth), Is.EqualTo((PictureColor.Gray, picture.Width, picture.Height, 8)));
        Assert.That(again.ToGrayPixels().Samples.Zip(picture.ToGrayPixels().Samples).Average(pair => Math.Abs(pair.First - pair.Second)), Is.LessThan(3));
    }

    [Test]
    public void Better_quality_costs_more_and_is_nearer()
    {
        using var picture = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: 75);
        var (poor, good) = (JpegEncoder.Encode(picture, 30), JpegEncoder.Encode(picture, 90));
        Assert.That(good.Data, Has.Length.GreaterThan(poor.Data.Length));
        Assert.That(Difference(picture, good), Is.LessThan(0.6 * Difference(picture, poor)));
    }

    [Test]
    public void Colors_that_are_greys_are_coded_as_grey([Values] bool isTinted)
    {
        var colors = Enumerable.Range(0, 33 * 17).Select(i => (uint)((i % 200) * 0x010101) + (isTinted ? 0x300000u : 0)).ToArray();
        var coded = JpegEncoder.Encode(33, 17, colors, 80);
        Assert.That(coded.Color, Is.EqualTo(isTinted ? PictureColor.Rgb : PictureColor.Gray));
        using var again = Decoded(coded);
        Assert.That((again.Width, again.Height), Is.EqualTo((33, 17)));
    }

    [Test]
    public void The_same_page_gives_the_same_bytes()
    {
        using var picture = Letters.ColorPicture("schulbrief", dpi: 72);
        var first = JpegEncoder.Encode(picture, 60);
        Assert.That(JpegEncoder.Encode(picture, 60).Data, Is.EqualTo(first.Data));
    }

    private static double Difference(PageImage picture, PictureStream coded)
    {
        using var again = Decoded(coded);
        return PageSurvey.Reduce(again, 1).Samples.Zip(PageSurvey.Reduce(picture, 1).Samples).Average(pair => Math.Pow(pair.First - pair.Second, 2));
    }

    private static PageImage Decoded(PictureStream coded) =>
        new(PictureDecoder.DecodeJpeg(coded.Data, new PictureHeader(coded.Width, coded.Height), out _), new Dpi(100));
}
