using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class TextSizeTests
{
    [Test]
    public void Letters_at_twice_the_resolution_are_twice_as_high([Values("schulbrief", "business-letter", "rechnung-tischlerei")] string letter)
    {
        var (small, large) = (Measured(Letters.Gray(letter, dpi: 100))!, Measured(Letters.Gray(letter, dpi: 200))!);
        Assert.That(large.XHeight / small.XHeight, Is.EqualTo(2).Within(0.3));
    }

    [Test]
    public void Ten_point_text_has_small_letters_of_a_fourteenth_of_an_inch() =>
        Assert.That(Measured(Letters.Gray("rechnung-tischlerei"))!.XHeight, Is.EqualTo(200 * 10 / 72.0 * 0.53).Within(2));

    [Test]
    public void Most_letters_of_a_page_are_counted() =>
        Assert.That(Measured(Letters.Gray("business-letter"))!.Letters, Is.GreaterThan(TrueWords.Split(Letters.Truth("business-letter")).Sum(word => word.Length) / 2));

    [Test]
    public void A_few_blobs_are_no_text()
    {
        var page = Spoils.Blank(400, 300);
        for (var i = 0; i < 10; i++)
        {
            page = page.WithBox(new PixelBox(20 + (i * 30), 100, 32 + (i * 30), 116));
        }

        Assert.That(Measured(page), Is.Null);
    }

    private static TextSize? Measured(GrayPixels page) => TextSize.Measure(Blobs.Find(InkMap.Darker(page, 128)));
}
