using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class ScanBordersTests
{
    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: 100);

    [TestCase(20, 0, 0, 0)]
    [TestCase(0, 25, 0, 0)]
    [TestCase(0, 0, 15, 0)]
    [TestCase(0, 0, 0, 30)]
    [TestCase(12, 9, 14, 11)]
    public void The_lid_beside_the_paper_is_found_on_every_side(int left, int top, int right, int bottom)
    {
        var borders = Found(Letter.Bordered(left, top, right, bottom, 8));
        Assert.That(borders?.IsLid, Is.True);
        var (width, height) = (Letter.Width, Letter.Height);
        Assert.That(borders!.Area[0, height / 2], Is.EqualTo(left > 0));
        Assert.That(borders.Area[width / 2, 0], Is.EqualTo(top > 0));
        Assert.That(borders.Area[width - 1, height / 2], Is.EqualTo(right > 0));
        Assert.That(borders.Area[width / 2, height - 1], Is.EqualTo(bottom > 0));
        Assert.That(borders.Area[width / 2, height / 2], Is.False);
    }

    [Test]
    public void A_wedge_beside_crooked_paper_is_followed()
    {
        var borders = Found(Letter.Changed((x, y, sample) => x < 40 - (y * 40.0 / Letter.Height) ? 5 : sample));
        Assert.That(borders!.Area[25, 100], Is.True);
        Assert.That(borders.Area[25, 1000], Is.False);
    }

    [Test]
    public void A_grey_shadow_along_the_edge_is_rim_but_may_be_paper() =>
        Assert.That(Found(Letter.Bordered(0, 0, 12, 0, 100))?.IsLid, Is.False);

    [Test]
    public void A_clean_page_has_no_rim() => Assert.That(Found(Letter), Is.Null);

    [Test]
    public void A_photograph_that_reaches_the_edge_is_part_of_the_page() =>
        Assert.That(Found(Letter.WithBox(new PixelBox(0, 300, 400, 700), 60)), Is.Null);

    [Test]
    public void A_letter_cut_off_at_the_edge_is_part_of_the_page() =>
        Assert.That(Found(Letter.WithBox(new PixelBox(0, 300, 20, 340)).WithBox(new PixelBox(100, 0, 104, 20))), Is.Null);

    private static ScanBorders? Found(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(100));
        return ScanBorders.Find(PageSurvey.Of(picture));
    }
}
