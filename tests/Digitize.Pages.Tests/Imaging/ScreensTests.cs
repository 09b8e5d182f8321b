using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class ScreensTests
{
    private const int Side = 512;
    private static readonly PixelBox Shaded = new(128, 128, 384, 384);

    [Test]
    public void The_ground_of_a_screen_becomes_white_and_the_letter_on_it_stays([Values(4, 5, 6, 8)] int pitch)
    {
        var page = Page(pitch);
        Fill(page, new PixelBox(200, 200, 260, 212), 0);
        using var picture = PageImage.FromGray(page, new Dpi(200));
        using var evened = Screens.Evened(picture, PageSurvey.Of(picture));
        Assert.That(evened, Is.Not.Null);
        var gray = evened!.ToGrayPixels();
        Assert.That(Mean(gray, new PixelBox(290, 290, 360, 360)), Is.GreaterThan(250));
        Assert.That(Mean(gray, new PixelBox(204, 203, 256, 209)), Is.LessThan(60));
        Assert.That(Mean(gray, new PixelBox(0, 0, 100, 500)), Is.EqualTo(255));
    }

    [Test]
    public void Drawn_lines_side_by_side_are_no_screen()
    {
        var page = Page(null);
        for (var x = 130; x < 380; x += 6)
        {
            Fill(page, new PixelBox(x, 128, x + 3, 384), 0);
        }

        using var picture = PageImage.FromGray(page, new Dpi(200));
        using var evened = Screens.Evened(picture, PageSurvey.Of(picture));
        Assert.That(evened, Is.Null);
    }

    [Test]
    public void Small_print_is_no_screen()
    {
        var page = Page(null);
        for (var y = 128; y < 384; y += 14)
        {
            for (var x = 130; x < 380; x += 4)
            {
                Fill(page, new PixelBox(x, y, x + 2, y + 7), 0);
            }
        }

        using var picture = PageImage.FromGray(page, new Dpi(200));
        using var evened = Screens.Evened(picture, PageSurvey.Of(picture));
        Assert.That(evened, Is.Null);
    }

    /// <summary>White, with dots of half the pitch on the corners and in the middle of its squares.</summary>
    private static GrayPixels Page(int? pitch)
    {
        var page = new GrayPixels(Side, Side, new byte[Side * Side]);
        page.Samples.AsSpan().Fill(255);
        for (var y = Shaded.Top; pitch is { } step && y < Shaded.Bottom; y += step)
        {
            for (var x = Shaded.Left; x < Shaded.Right; x += step)
            {
                Fill(page, new PixelBox(x, y, x + (step / 2), y + (step / 2)), 0);
                var (middleX, middleY) = (x + (step / 2), y + (step / 2));
                Fill(page, new PixelBox(middleX, middleY, middleX + (step / 2), middleY + (step / 2)), 0);
            }
        }

        return page;
    }

    private static void Fill(GrayPixels page, PixelBox box, byte level)
    {
        for (var y = box.Top; y < Math.Min(box.Bottom, page.Height); y++)
        {
            page.Samples.AsSpan((y * page.Width) + box.Left, Math.Min(box.Right, page.Width) - box.Left).Fill(level);
        }
    }

    private static double Mean(GrayPixels gray, PixelBox box) =>
        Enumerable.Range(box.Top, box.Height).Average(y => gray.Row(y)[box.Left..box.Right].ToArray().Average(sample => sample));
}
