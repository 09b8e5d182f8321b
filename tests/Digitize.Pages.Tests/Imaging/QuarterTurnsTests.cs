using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class QuarterTurnsTests
{
    /// <summary>No symmetry, and a width that fills no word of any depth.</summary>
    private static readonly GrayPixels Page = Spoils.Of(37, 21, (x, y) => ((x * 7) + (y * 31)) % 256);

    [Test]
    public void A_turn_is_clockwise_and_changes_no_pixel([Values] QuarterTurn turn)
    {
        using var picture = PageImage.FromGray(Page, new Dpi(300));
        using var turned = QuarterTurns.Turn(picture, turn);
        Assert.That(turned.ToGrayPixels().Samples, Is.EqualTo(Page.Turned(turn).Samples));
        Assert.That(turned.Dpi, Is.EqualTo(picture.Dpi));
    }

    [Test]
    public void A_bitonal_picture_stays_bitonal([Values] QuarterTurn turn)
    {
        using var picture = Page.Thresholded(new Dpi(300));
        using var turned = QuarterTurns.Turn(picture, turn);
        using var expected = Page.Turned(turn).Thresholded(new Dpi(300));
        Assert.That(BitPlane.Of(turned).Words, Is.EqualTo(BitPlane.Of(expected).Words));
    }

    [Test]
    public void A_turned_picture_outlives_the_one_it_came_from([Values] QuarterTurn turn)
    {
        var picture = PageImage.FromGray(Page, new Dpi(300));
        using var turned = QuarterTurns.Turn(picture, turn);
        picture.Dispose();
        Assert.That(turned.ToGrayPixels().Samples, Is.EqualTo(Page.Turned(turn).Samples));
    }
}
