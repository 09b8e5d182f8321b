using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PageEncoderTests
{
    private static readonly Dpi Dpi = new(150);

    [Test]
    public void Black_and_white_is_coded_without_loss()
    {
        using var picture = Letters.Gray("schulbrief", dpi: 150).Thresholded(Dpi);
        var layer = Encoded(picture).Layers.Single().Color!;
        Assert.That(layer.Color, Is.EqualTo(PictureColor.Bitonal));
        Assert.That(Decoders.PopplerBits(layer).Words, Is.EqualTo(BitPlane.Of(picture).Words));
    }

    [Test]
    public void Black_and_white_in_a_grey_picture_is_coded_as_such()
    {
        using var gray = PageImage.FromGray(Letters.Gray("schulbrief", dpi: 150).Changed((_, _, sample) => sample < 128 ? 0 : 255), Dpi);
        Assert.That(Encoded(gray).Layers.Single().Color!.Color, Is.EqualTo(PictureColor.Bitonal));
    }

    [Test]
    public void A_grey_letter_becomes_much_smaller_than_a_JPEG()
    {
        using var picture = PageImage.FromGray(Letters.Gray("schulbrief").Grained(6), new Dpi(200));
        var encoded = Encoded(picture);
        Assert.That(encoded.Layers, Has.Count.GreaterThan(1));
        Assert.That(encoded.Bytes, Is.LessThan(JpegEncoder.Encode(picture, 70).Data.Length / 3));
    }

    [Test]
    public void A_photograph_is_not_cut_into_strokes()
    {
        using var picture = PageImage.FromGray(Spoils.Of(600, 800, (x, y) => 128 + (90 * Math.Sin(x / 31.0) * Math.Cos(y / 47.0))).Grained(20), Dpi);
        var encoded = Encoded(picture);
        Assert.That(encoded.Layers[0].Color!.Coding, Is.EqualTo(PictureCoding.Jpeg));
        var shown = Decoders.Poppler(encoded);
        Assert.That(shown.Zip(picture.ToGrayPixels().Samples).Average(pair => Math.Abs(pair.First - pair.Second)), Is.LessThan(9));
    }

    [Test]
    public void The_picture_as_it_came_stays_when_it_is_smallest()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 150);
        var original = new PictureStream(PictureCoding.Jpeg, PictureColor.Gray, picture.Width, picture.Height, 8, new byte[900]);
        var placement = new Placement(QuarterTurn.Clockwise90, 0.7);
        var encoded = PageEncoder.Encode(picture, null, original, placement, 900, CancellationToken.None);
        Assert.That(encoded.Layers.Single().Color, Is.SameAs(original));
        Assert.That(encoded.Placement, Is.EqualTo(placement));
    }

    [Test]
    public void A_heavy_original_is_replaced_by_pixels_that_lie_straight()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 150);
        var original = new PictureStream(PictureCoding.Jpeg, PictureColor.Gray, picture.Width, picture.Height, 8, new byte[900_000]);
        var encoded = PageEncoder.Encode(picture, null, original, new Placement(QuarterTurn.HalfTurn, 3), 900_000, CancellationToken.None);
        Assert.That(encoded.Bytes, Is.LessThan(200_000));
        Assert.That(encoded.Placement, Is.EqualTo(Placement.Straight));
    }

    [Test]
    public void The_same_page_gives_the_same_bytes()
    {
        using var picture = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: 150);
        var (first, second) = (Encoded(picture), Encoded(picture));
        Assert.That(Bytes(second), Is.EqualTo(Bytes(first)));
        Assert.That(second.Layers.Select(layer => layer.Ink), Is.EqualTo(first.Layers.Select(layer => layer.Ink)));
    }

    [TestCase(1, 1)]
    [TestCase(3, 200)]
    [TestCase(65, 2)]
    public void A_picture_of_hardly_any_pixels_is_coded(int width, int height)
    {
        using var picture = PageImage.FromGray(InkMapTests.Noise(width, height, 1), Dpi);
        var encoded = Encoded(picture);
        Assert.That((encoded.Width, encoded.Height), Is.EqualTo((width, height)));
        Assert.That(encoded.Bytes, Is.GreaterThan(0));
    }

    [Test]
    public void Asked_to_stop_it_stops()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 72);
        Assert.That(() => PageEncoder.Encode(picture, null, null, Placement.Straight, null, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    private static EncodedPicture Encoded(PageImage picture) => PageEncoder.Encode(picture, null, null, Placement.Straight, null, CancellationToken.None);

    private static byte[] Bytes(EncodedPicture picture) => [.. picture.Layers.SelectMany(layer => (byte[])[.. layer.Color?.Data ?? [], .. layer.Mask?.Data ?? []])];
}
