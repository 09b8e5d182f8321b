using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class DarkAreasTests
{
    private static readonly PixelBox Bar = new(100, 400, 1500, 520);

    [Test]
    public void White_writing_on_a_dark_bar_becomes_dark_on_light()
    {
        var words = Letters.Gray("business-letter").Part(new PixelBox(150, 1000, 1450, 1100));
        var page = Spoils.Blank(1654, 900).WithBox(Bar, 40).Changed((x, y, sample) =>
            x is >= 150 and < 1450 && y is >= 410 and < 510 ? 255 - (words.At(x - 150, y - 410) * 215 / 255) : sample);
        var (areas, ink, gray) = Inverted(page);
        Assert.That(areas, Has.Count.EqualTo(1));
        Assert.That(areas[0].Intersect(Bar).Area, Is.GreaterThan(0.9 * Bar.Area));
        Assert.That(gray.At(110, 460), Is.GreaterThan(200), "the ground is light");
        Assert.That(ink.Count(), Is.InRange(words.Samples.Count(sample => sample < 128) * 0.7, words.Samples.Count(sample => sample < 128) * 1.5));
    }

    [Test]
    public void Ordinary_letters_and_tables_have_none([Values("business-letter", "rechnung-tischlerei", "kassenbon")] string letter)
    {
        var (areas, _, gray) = Inverted(Letters.Gray(letter));
        Assert.That(areas, Is.Empty);
        Assert.That(gray.Samples, Is.EqualTo(Letters.Gray(letter).Samples));
    }

    private static (IReadOnlyList<PixelBox> Areas, BitPlane Ink, GrayPixels Gray) Inverted(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(200));
        using var bits = page.Thresholded(new Dpi(200));
        var ink = NativeCheck.Valid(Leptonica.pixClone(bits.Handle), nameof(Leptonica.pixClone));
        var areas = DarkAreas.Invert(ref ink, picture.Handle);
        using var left = new PageImage(ink, new Dpi(200));
        return (areas, BitPlane.Of(left), picture.ToGrayPixels());
    }
}
