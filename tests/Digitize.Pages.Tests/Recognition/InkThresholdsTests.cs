using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class InkThresholdsTests
{
    private const int Side = 800;

    [Test]
    public void Bare_paper_of_a_noisy_scan_has_no_ink() => Assert.That(Ink(Noisy(paper: 245, noise: 12)), Is.Zero);

    [Test]
    public void Print_on_noisy_paper_is_found_and_the_paper_around_it_is_not()
    {
        var page = Noisy(paper: 245, noise: 12);
        Fill(page, new PixelBox(100, 100, 160, 130), 40);
        Assert.That(Ink(page), Is.EqualTo(60 * 30).Within(60));
    }

    [Test]
    public void Pale_print_in_a_tile_of_its_own_is_found()
    {
        var page = Noisy(paper: 250, noise: 2);
        Fill(page, new PixelBox(100, 100, 200, 150), 30);
        Fill(page, new PixelBox(500, 500, 600, 550), 180);
        Assert.That(Ink(page), Is.EqualTo(2 * 100 * 50).Within(200));
    }

    [Test]
    public void A_shadow_over_half_of_the_page_is_no_ink()
    {
        var page = Noisy(paper: 240, noise: 2);
        for (var y = 0; y < Side; y++)
        {
            for (var x = Side / 2; x < Side; x++)
            {
                page.Samples[(y * Side) + x] = (byte)(page.Samples[(y * Side) + x] / 2);
            }
        }

        Fill(page, new PixelBox(100, 100, 160, 130), 30);
        Fill(page, new PixelBox(600, 100, 660, 130), 15);
        Assert.That(Ink(page), Is.EqualTo(2 * 60 * 30).Within(120));
    }

    [TestCase(1, 1)]
    [TestCase(31, 7)]
    [TestCase(65, 900)]
    public void Any_size_can_be_split(int width, int height)
    {
        var samples = new byte[width * height];
        samples.AsSpan().Fill(255);
        samples[0] = 0;
        Assert.That(Ink(new GrayPixels(width, height, samples)), Is.EqualTo(width * height == 1 ? 0 : 1));
    }

    private static GrayPixels Noisy(int paper, double noise)
    {
        var random = new Random(7);
        var samples = new byte[Side * Side];
        for (var i = 0; i < samples.Length; i++)
        {
            // The sum of four even numbers is nearly normal.
            var deviate = (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Math.Sqrt(3);
            samples[i] = (byte)Math.Clamp(paper + (noise * deviate), 0, 255);
        }

        return new GrayPixels(Side, Side, samples);
    }

    private static void Fill(GrayPixels page, PixelBox box, byte level)
    {
        for (var y = box.Top; y < box.Bottom; y++)
        {
            page.Samples.AsSpan((y * page.Width) + box.Left, box.Width).Fill(level);
        }
    }

    private static int Ink(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(300));
        using var ink = InkThresholds.Binarize(picture);
        return InkBlobs.Find(ink).Sum(blob => blob.Ink);
    }
}
