using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class TwoTonesTests
{
    [Test]
    public void A_grey_picture_of_black_and_white_is_taken_for_what_it_is()
    {
        var page = Letters.Gray("schulbrief", dpi: 100).Changed((_, _, sample) => sample < 128 ? 3 : 252);
        using var picture = PageImage.FromGray(page, new Dpi(100));
        using var expected = page.Thresholded(new Dpi(100));
        Assert.That(TwoTones.Find(picture)!.Words, Is.EqualTo(BitPlane.Of(expected).Words));
    }

    [Test]
    public void Soft_edges_are_tones()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 100);
        Assert.That(TwoTones.Find(picture), Is.Null);
    }
}
