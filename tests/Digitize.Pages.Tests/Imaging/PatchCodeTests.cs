using Digitize.Pages.Imaging;

namespace Digitize.Pages.Tests.Imaging;

public sealed class PatchCodeTests
{
    /// <summary>At 100 dpi, as Kodak's A-61599 has it in inches.</summary>
    private const int Narrow = 8;
    private const int Wide = 20;
    private const int Length = 200;

    private static readonly int[] T = [Narrow, Wide, Narrow, Wide];
    private static readonly int[] Three = [Wide, Narrow, Wide, Narrow];

    [Test]
    public void A_T_is_found_at_any_edge_of_the_sheet([Values] QuarterTurn turn) =>
        Assert.That(Found(Sheet(T).Turned(turn)), Has.Count.EqualTo(1));

    [Test]
    public void Its_box_holds_the_bars() => Assert.That(Found(Sheet(T))[0], Is.EqualTo(new PixelBox(300, 40, 500, 120)));

    [Test]
    public void A_3_is_no_T([Values] QuarterTurn turn) => Assert.That(Found(Sheet(Three).Turned(turn)), Is.Empty);

    [Test]
    public void A_slightly_crooked_sheet_is_still_a_separator([Values(-1.5, 1)] double degrees) =>
        Assert.That(Found(Sheet(T).Skewed(degrees)), Has.Count.EqualTo(1));

    [Test]
    public void Bars_of_a_longer_code_are_no_patch() =>
        Assert.That(Found(Sheet([.. T, Narrow, Wide, Wide, Narrow])), Is.Empty);

    [Test]
    public void Bars_too_short_are_no_patch() => Assert.That(Found(Sheet(T, length: 60)), Is.Empty);

    private static GrayPixels Sheet(int[] bars, int length = Length)
    {
        var page = Spoils.Blank(827, 1170);
        var top = 40;
        foreach (var bar in bars)
        {
            page = page.WithBox(new PixelBox(300, top, 300 + length, top + bar));
            top += bar + Narrow;
        }

        return page;
    }

    private static IReadOnlyList<PixelBox> Found(GrayPixels page) =>
        PatchCode.Find(Blobs.Find(InkMap.Darker(page, 128)), page.Width, page.Height);
}
