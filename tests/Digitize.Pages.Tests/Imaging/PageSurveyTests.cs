using Digitize.Pages.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PageSurveyTests
{
    [Test]
    public void Each_sample_of_a_reduced_page_is_the_mean_of_a_square() => Prop.ForAll(InkMapTests.Pictures, Gen.Choose(1, 5).ToArbitrary(), (gray, by) =>
    {
        using var picture = PageImage.FromGray(gray, new Dpi(300));
        var reduced = PageSurvey.Reduce(picture, by);
        var (across, down) = (Math.Min(by, gray.Width), Math.Min(by, gray.Height));
        var expected = Spoils.Of(Math.Max(1, gray.Width / by), Math.Max(1, gray.Height / by), (x, y) => Mean(gray, x * by, y * by, across, down));
        return reduced.Samples.Zip(expected.Samples).All(pair => Math.Abs(pair.First - pair.Second) <= 1);
    }).Holds();

    [Test]
    public void Black_and_white_are_0_and_255() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        using var bits = gray.Thresholded(new Dpi(300));
        return PageSurvey.Reduce(bits, 1).Samples.SequenceEqual(gray.Samples.Select(sample => sample < 128 ? (byte)0 : (byte)255));
    }).Holds();

    [Test]
    public void Colors_count_by_their_brightness()
    {
        using var color = Letters.ColorPicture("stadtwerke-jahresrechnung", dpi: 72);
        using var gray = Letters.Picture("stadtwerke-jahresrechnung", dpi: 72);
        Assert.That(PageSurvey.Reduce(color, 1).Samples.Zip(gray.ToGrayPixels().Samples).Max(pair => Math.Abs(pair.First - pair.Second)), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void A_page_is_surveyed_at_about_150_dpi_whatever_it_was_scanned_at([Values(100, 200, 300)] int dpi)
    {
        using var picture = Letters.Picture("schulbrief", dpi: dpi);
        Assert.That((double)dpi / PageSurvey.Of(picture).Reduction, Is.InRange(99, 210));
    }

    [Test]
    public void The_ink_of_a_page_is_its_letters_also_in_half_shade()
    {
        var page = Letters.Gray("schulbrief", dpi: 150);
        var (bright, shaded) = (Survey(page), Survey(page.Shaded(1, 0.5)));
        Assert.That(shaded.Ink.Count(), Is.EqualTo(bright.Ink.Count()).Within(6).Percent);
        Assert.That(shaded.Text!.XHeight, Is.EqualTo(bright.Text!.XHeight).Within(0.5));
    }

    [Test]
    public void Nothing_is_ink_on_an_empty_page_with_grain() => Assert.That(Survey(Spoils.Blank(600, 800, 250).Grained(12)).Ink.Count(), Is.Zero);

    private static PageSurvey Survey(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(150));
        return PageSurvey.Of(picture);
    }

    private static double Mean(GrayPixels gray, int left, int top, int across, int down)
    {
        var sum = 0;
        for (var i = 0; i < across * down; i++)
        {
            sum += gray.At(left + (i % across), top + (i / across));
        }

        return (double)sum / (across * down);
    }
}
