using Digitize.Pages.Imaging;
using Digitize.Pages.Imaging.MixedRaster;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Imaging.MixedRaster;

public sealed class LegibilityTests
{
    /// <summary>Thirty words of three strokes each.</summary>
    private static readonly GrayPixels Page = Spoils.Of(600, 300, (x, y) => IsStroke(x, y) ? 30 : 240);

    [Test]
    public void A_mask_of_the_strokes_harms_nothing() => Assert.That(IsHarmed(IsStroke, 0.95), Is.False);

    [Test]
    public void No_mask_at_all_loses_the_words() => Assert.That(IsHarmed((_, _) => false, 0.95));

    [Test]
    public void A_mask_of_the_ground_beside_the_strokes_loses_the_words() => Assert.That(IsHarmed((x, y) => !IsStroke(x, y) && x % 7 == 0, 0.95));

    [Test]
    public void One_word_in_thirty_may_be_left_to_the_background() => Assert.That(IsHarmed((x, y) => IsStroke(x, y) && (x >= 100 || y >= 60), 0.95), Is.False);

    [Test]
    public void Words_that_were_guessed_do_not_count() => Assert.That(IsHarmed((_, _) => false, 0.2), Is.False);

    [Test]
    public void A_page_that_was_not_read_is_not_harmed()
    {
        using var picture = PageImage.FromGray(Page, new Dpi(200));
        using var luma = LumaPlane.Of(picture);
        Assert.That(Legibility.IsHarmed(luma, new BitPlane(600, 300), null), Is.False);
    }

    private static bool IsStroke(int x, int y) => y % 60 is > 15 and < 45 && x % 100 is (> 20 and < 28) or (> 45 and < 53) or (> 70 and < 78);

    private static bool IsHarmed(Func<int, int, bool> isPainted, double confidence)
    {
        using var picture = PageImage.FromGray(Page, new Dpi(200));
        using var luma = LumaPlane.Of(picture);
        var painted = new BitPlane(600, 300);
        for (var i = 0; i < 600 * 300; i++)
        {
            painted[i % 600, i / 600] = isPainted(i % 600, i / 600);
        }

        var words = Enumerable.Range(0, 30).Select(i => new Word("III", new PixelBox((i % 6 * 100) + 15, (i / 6 * 60) + 12, (i % 6 * 100) + 82, (i / 6 * 60) + 48), new Confidence(confidence))).ToList();
        return Legibility.IsHarmed(luma, painted, new RecognizedPage(600, 300, new Dpi(200), [new TextLine(new PixelBox(0, 0, 600, 300), default, words)]));
    }
}
