using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class DisplayPictureTests
{
    private static readonly GrayPixels Letter = Letters.Gray("schulbrief", dpi: 150);

    [Test]
    public void A_crooked_page_is_shown_straight_whatever_its_depth([Values(1, 8)] int depth)
    {
        var crooked = Letter.Skewed(4);
        using var picture = depth == 1 ? crooked.Thresholded(new Dpi(150)) : PageImage.FromGray(crooked, new Dpi(150));
        using var shown = Shown(picture);
        Assert.That(shown.Depth, Is.EqualTo(depth));
        Assert.That(Plan(shown).DeskewDegrees, Is.Zero);
        Assert.That(PageSurvey.Reduce(shown, 1).Samples.Count(sample => sample < 128), Is.EqualTo(Letter.Samples.Count(sample => sample < 128)).Within(12).Percent);
    }

    [Test]
    public void A_shadow_stays_because_people_see_the_paper_as_it_is()
    {
        using var picture = PageImage.FromGray(Letter.Shaded(1, 0.6), new Dpi(150));
        using var shown = Shown(picture);
        Assert.That(shown.ToGrayPixels().Samples, Is.EqualTo(picture.ToGrayPixels().Samples));
    }

    [Test]
    public void The_lid_beside_the_paper_is_taken_off()
    {
        using var picture = PageImage.FromGray(Letter.Bordered(0, 0, 30, 0, 4), new Dpi(150));
        using var shown = Shown(picture);
        var page = shown.ToGrayPixels();
        Assert.That(Enumerable.Range(0, page.Height).Count(y => page.At(page.Width - 10, y) > 200), Is.GreaterThan(0.95 * page.Height));
    }

    [Test]
    public void A_grey_shadow_at_the_edge_stays_in_the_picture_that_is_shown()
    {
        using var picture = PageImage.FromGray(Letter.Bordered(0, 0, 20, 0, 100), new Dpi(150));
        using var shown = Shown(picture);
        Assert.That(shown.ToGrayPixels().At(Letter.Width - 5, 800), Is.EqualTo(100));
    }

    [Test]
    public void What_a_turn_uncovers_has_the_color_of_the_paper()
    {
        using var yellow = Letters.ColorPicture("schulbrief", dpi: 100);
        using var paper = Tinted(yellow, 0xFFF0B400);
        using var crooked = Resampler.Color(paper, -5, 0xFFF0B400);
        using var shown = Shown(crooked);
        var (r, g, b) = PixelFiles.Pixel(shown, 0, 0);
        Assert.That((int)r, Is.EqualTo(0xFF).Within(3));
        Assert.That((int)g, Is.EqualTo(0xF0).Within(3));
        Assert.That((int)b, Is.EqualTo(0xB4).Within(3));
    }

    /// <summary>White becomes the tint, ink stays.</summary>
    private static unsafe PageImage Tinted(PageImage picture, uint tint)
    {
        var copy = picture.WithDpi(picture.Dpi);
        var rows = new PixelRows(copy);
        for (var y = 0; y < copy.Height; y++)
        {
            foreach (ref var word in rows.Words(y))
            {
                word = word >> 8 == 0xFFFFFF ? tint : word;
            }
        }

        return copy;
    }

    private static PageImage Shown(PageImage picture) => DisplayPicture.Make(picture, Plan(picture));

    private static CleaningPlan Plan(PageImage picture) => CleaningPlan.Decide(PageSurvey.Of(picture), picture.Width, picture.Height, picture.Depth == 1);
}
