using Digitize.Pages.Imaging;
using Digitize.Pages.Native;

namespace Digitize.Pages.Tests.Imaging;

public sealed class StraightRunsTests
{
    /// <summary>Noise so dense that runs of any length are in it, beside rules that touch the edges.</summary>
    [Test]
    public void They_are_what_leptonica_opens_with_a_line([Values(1, 2, 7, 31, 64, 100)] int length)
    {
        var page = InkMapTests.Noise(301, 203, 3).Changed((_, _, sample) => sample < 245 ? 0 : 255).WithBox(new PixelBox(0, 50, 301, 53)).WithBox(new PixelBox(120, 0, 122, 203)).WithBox(new PixelBox(290, 90, 301, 203));
        using var picture = page.Thresholded(new Dpi(300));
        var ink = BitPlane.Of(picture);
        Assert.That(StraightRuns.Across(ink, length).Words, Is.EqualTo(Opened(picture, length, 1)));
        Assert.That(StraightRuns.Down(ink, length).Words, Is.EqualTo(Opened(picture, 1, length)));
    }

    [Test]
    public void No_run_is_longer_than_the_page()
    {
        using var picture = Spoils.Blank(70, 40, level: 0).Thresholded(new Dpi(300));
        var ink = BitPlane.Of(picture);
        Assert.That((StraightRuns.Across(ink, 71).Count(), StraightRuns.Down(ink, 41).Count()), Is.EqualTo((0L, 0L)));
        Assert.That((StraightRuns.Across(ink, 70).Count(), StraightRuns.Down(ink, 40).Count()), Is.EqualTo((2800L, 2800L)));
    }

    private static ulong[] Opened(PageImage picture, int across, int down)
    {
        using var opened = new PageImage(NativeCheck.Valid(Leptonica.pixOpenBrick(0, picture.Handle, across, down), nameof(Leptonica.pixOpenBrick)), picture.Dpi);
        return BitPlane.Of(opened).Words;
    }
}
