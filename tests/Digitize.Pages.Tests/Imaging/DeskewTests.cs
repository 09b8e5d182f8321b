using Digitize.Pages.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class DeskewTests
{
    [Test]
    public void The_angle_of_a_crooked_letter_is_found(
        [Values("schulbrief", "business-letter", "rechnung-tischlerei")] string letter, [Values(-12, -3.4, -0.5, 0.8, 5.25, 14)] double degrees) =>
        Assert.That(Found(Letters.Gray(letter, dpi: 100).Skewed(degrees)), Is.EqualTo(-degrees).Within(0.15));

    [Test]
    public void A_straight_letter_is_left_as_it_is([Values("schulbrief", "grundsteuerbescheid", "kassenbon")] string letter) =>
        Assert.That(Found(Letters.Gray(letter, dpi: 100)), Is.Zero);

    [Test]
    public void However_a_letter_lies_turning_it_more_is_found_as_so_much_more()
    {
        var page = Letters.Gray("verein-einladung", dpi: 75);
        var angles = Gen.Choose(-1200, 1200).Select(hundredths => hundredths / 100.0).Where(degrees => Math.Abs(degrees) > 0.4);
        Prop.ForAll(angles.ToArbitrary(), degrees => Math.Abs(Found(page.Skewed(degrees)) + degrees) < 0.2)
            .Holds(inputs: 12);
    }

    [Test]
    public void Scattered_shapes_agree_on_no_angle()
    {
        var random = new Random(5);
        var page = Spoils.Blank(800, 1100);
        for (var i = 0; i < 400; i++)
        {
            var (left, top) = (random.Next(780), random.Next(1080));
            page = page.WithBox(new PixelBox(left, top, left + random.Next(5, 12), top + random.Next(8, 14)));
        }

        Assert.That(Found(page), Is.Zero);
    }

    [Test]
    public void Rules_and_pictures_have_no_say()
    {
        var crooked = Spoils.Blank(827, 1170).WithBox(new PixelBox(60, 900, 760, 904)).WithBox(new PixelBox(100, 950, 400, 1100), 90).Skewed(-6);
        Assert.That(Found(Letters.Gray("schulbrief", dpi: 100).With(crooked, 0, 0)), Is.Zero);
    }

    [Test]
    public void An_empty_page_is_straight() => Assert.That(Found(Spoils.Blank(400, 500)), Is.Zero);

    private static double Found(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(100));
        return Deskew.Find(PageSurvey.Of(picture));
    }
}
