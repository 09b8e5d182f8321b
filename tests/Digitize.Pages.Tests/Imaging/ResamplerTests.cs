using Digitize.Pages.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class ResamplerTests
{
    [Test]
    public void Nothing_to_do_changes_nothing() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        using var picture = PageImage.FromGray(gray, new Dpi(300));
        using var same = Resampler.Gray(picture, 0, 1, 7);
        return same.ToGrayPixels().Samples.SequenceEqual(gray.Samples);
    }).Holds();

    [TestCase(3.7)]
    [TestCase(-8.2)]
    public void A_page_turned_clockwise_looks_as_if_fed_so(double degrees)
    {
        var page = Letters.Gray("schulbrief", dpi: 100);
        using var picture = PageImage.FromGray(page, new Dpi(100));
        using var turned = Resampler.Gray(picture, degrees, 1, 255);
        Assert.That(MeanDifference(turned.ToGrayPixels(), page.Skewed(degrees)), Is.LessThan(0.5));
    }

    [Test]
    public void A_colored_page_is_turned_as_a_grey_one()
    {
        using var color = Letters.ColorPicture("schulbrief", dpi: 72);
        using var gray = Letters.Picture("schulbrief", dpi: 72);
        using var turnedColor = Resampler.Color(color, 2.5, 0xffffff00);
        using var turnedGray = Resampler.Gray(gray, 2.5, 1, 255);
        Assert.That(MeanDifference(PageSurvey.Reduce(turnedColor, 1), turnedGray.ToGrayPixels()), Is.LessThan(1));
    }

    [Test]
    public void Doubling_keeps_the_size_on_paper_and_the_mean()
    {
        using var picture = Letters.Picture("schulbrief", dpi: 72);
        using var twice = Resampler.Gray(picture, 0, 2, 255);
        Assert.That((twice.Width, twice.Height, twice.Dpi), Is.EqualTo((2 * picture.Width, 2 * picture.Height, new Dpi(144))));
        Assert.That(twice.ToGrayPixels().Samples.Average(sample => sample), Is.EqualTo(picture.ToGrayPixels().Samples.Average(sample => sample)).Within(0.3));
    }

    [Test]
    public void What_comes_from_outside_is_filled_and_what_is_inside_stays_even()
    {
        using var picture = PageImage.FromGray(Spoils.Blank(301, 200, 90), new Dpi(100));
        using var turned = Resampler.Gray(picture, 5, 1, 200);
        var samples = turned.ToGrayPixels();
        Assert.That(samples.At(0, 0), Is.EqualTo(200));
        Assert.That(samples.At(150, 100), Is.EqualTo(90));
        Assert.That(samples.Samples.Distinct(), Is.EquivalentTo(new byte[] { 90, 200 }));
    }

    private static double MeanDifference(GrayPixels one, GrayPixels other)
    {
        Assert.That((one.Width, one.Height), Is.EqualTo((other.Width, other.Height)));
        return one.Samples.Zip(other.Samples).Average(pair => Math.Abs(pair.First - pair.Second));
    }
}
