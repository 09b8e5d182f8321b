using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class RulingLinesTests
{
    /// <summary>A frame with a letter of 12 × 20 pixels in it.</summary>
    private static readonly GrayPixels Framed = Spoils.Blank(600, 300)
        .WithBox(new PixelBox(50, 50, 550, 53)).WithBox(new PixelBox(50, 247, 550, 250))
        .WithBox(new PixelBox(50, 50, 53, 250)).WithBox(new PixelBox(547, 50, 550, 250))
        .WithBox(new PixelBox(100, 100, 112, 120));

    [Test]
    public void A_frame_is_two_lines_across_and_two_down()
    {
        var (rules, _, _) = TakeOut(Framed);
        Assert.That((rules.Across.Count, rules.Down.Count), Is.EqualTo((2, 2)));
        Assert.That(rules.Across[0], Is.EqualTo(new PixelBox(50, 50, 550, 53)));
    }

    [Test]
    public void Its_ink_goes_and_the_letter_stays()
    {
        var (_, ink, gray) = TakeOut(Framed);
        Assert.That(ink.Count(), Is.EqualTo(12 * 20));
        Assert.That(ink[105, 110]);
        Assert.That(gray.At(300, 51), Is.EqualTo(255));
        Assert.That(gray.At(105, 110), Is.Zero);
    }

    [Test]
    public void Strokes_of_letters_are_no_rules()
    {
        var page = Letters.Gray("business-letter");
        var (rules, ink, _) = TakeOut(page);
        Assert.That(rules.Down, Is.Empty);
        Assert.That(ink.Count(), Is.GreaterThan(0.95 * page.Samples.Count(sample => sample < 128)));
    }

    [Test]
    public void The_rules_of_a_typeset_table_are_found() =>
        Assert.That(TakeOut(Letters.Gray("rechnung-tischlerei")).Rules.Across, Has.Count.GreaterThan(8));

    private static (RulingLines Rules, BitPlane Ink, GrayPixels Gray) TakeOut(GrayPixels page)
    {
        using var picture = PageImage.FromGray(page, new Dpi(200));
        using var bits = page.Thresholded(new Dpi(200));
        var ink = NativeCheck.Valid(Leptonica.pixClone(bits.Handle), nameof(Leptonica.pixClone));
        var rules = RulingLines.TakeOut(ref ink, picture.Handle, 60);
        using var left = new PageImage(ink, new Dpi(200));
        return (rules, BitPlane.Of(left), picture.ToGrayPixels());
    }
}
