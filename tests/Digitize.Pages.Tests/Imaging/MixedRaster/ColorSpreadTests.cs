using Digitize.Pages.Imaging.MixedRaster;

namespace Digitize.Pages.Tests.Imaging.MixedRaster;

[TestFixture]
internal sealed class ColorSpreadTests
{
    [Test]
    public void The_mean_luma_lies_between_those_of_the_darkest_and_the_lightest_color()
    {
        // Each of them has a luma of 1, and so has their mean; that of the channel means, (1, 0, 3), would be 0.
        uint[] colors = [0x000200, 0x040000, 0x000009];
        var spread = new ColorSpread();
        foreach (var color in colors)
        {
            spread.Add(color);
        }

        Assert.That(colors.Select(color => LumaPlane.Of(color << 8)), Is.All.EqualTo(1));
        Assert.That(spread.MeanLuma, Is.EqualTo(1));
    }
}
