using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PaperMapTests
{
    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: 100);

    [Test]
    public void White_paper_needs_no_evening() => Assert.That(PaperMap.Make(Letter).NeedsEvening, Is.False);

    [TestCase(1, 0.6)]
    [TestCase(0.45, 0.95)]
    [TestCase(0.7, 0.7)]
    public void Paper_in_shade_comes_out_white_and_its_ink_stays_dark(double left, double right)
    {
        var page = Letter.Shaded(left, right);
        var map = PaperMap.Make(page);
        Assert.That(map.NeedsEvening);
        var even = Evened(map, page);
        Assert.That(even.Samples.Where((_, i) => Letter.Samples[i] == 255).Average(sample => sample), Is.GreaterThan(250));
        Assert.That(even.Samples.Where((_, i) => Letter.Samples[i] < 128).Average(sample => sample), Is.EqualTo(Letter.Samples.Where(sample => sample < 128).Average(sample => sample)).Within(8));
    }

    [Test]
    public void A_dark_bar_with_white_letters_is_no_paper()
    {
        var bar = Spoils.Blank(827, 60, 50);
        for (var i = 0; i < 30; i++)
        {
            bar = bar.WithBox(new PixelBox(20 + (i * 25), 20, 28 + (i * 25), 40), 255);
        }

        var page = Letter.With(bar, 0, 1050);
        var even = Evened(PaperMap.Make(page), page);
        Assert.That(even.At(10, 1080), Is.LessThan(90));
        Assert.That(even.At(24, 1080), Is.GreaterThan(240));
    }

    [Test]
    public void A_black_page_is_not_made_white() =>
        Assert.That(Evened(PaperMap.Make(Spoils.Blank(200, 200, 10)), Spoils.Blank(200, 200, 10)).Samples.Max(), Is.LessThan(40));

    [Test]
    public void A_picture_of_one_pixel_has_a_map() => Assert.That(PaperMap.Make(Spoils.Blank(1, 1, 200)).Brightest, Is.EqualTo(200));

    private static GrayPixels Evened(PaperMap map, GrayPixels page)
    {
        var even = page with { Samples = (byte[])page.Samples.Clone() };
        for (var y = 0; y < page.Height; y++)
        {
            map.Even(y, 1, even.Samples.AsSpan(y * page.Width, page.Width), new float[map.Columns]);
        }

        return even;
    }
}
