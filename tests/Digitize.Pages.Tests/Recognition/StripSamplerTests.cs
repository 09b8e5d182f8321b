using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class StripSamplerTests
{
    /// <summary>Enlarged and reduced, level and as steep as lines are, beyond the edges too: against one pixel after the other, as it is written down.</summary>
    [Test]
    public void Eight_pixels_at_once_are_the_same_as_one_after_the_other([Values(0.4, 1.3, 2.7, 6)] double step, [Values(0, 0.004, -0.05)] double slope, [Values(5, 83)] int width)
    {
        var part = Imaging.InkMapTests.Noise(97, 61, 3);
        var reach = Math.Max(2, step);
        var sampled = new StripSampler(part, reach, step).Sample(2.3, 4.6, slope, width, 36);
        Assert.That(sampled.Samples, Is.EqualTo(OneByOne(part, reach, step, slope, width)));
    }

    private static byte[] OneByOne(GrayPixels part, double reach, double step, double slope, int width)
    {
        var weights = new float[32];
        var narrow = new float[part.Height, width];
        var samples = new List<byte>();
        for (var y = 0; y < part.Height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var first = StripSampler.Weigh(2.3 + ((x + 0.5) * step) - 0.5, reach, part.Width, weights, out var count);
                for (var i = 0; i < count; i++)
                {
                    narrow[y, x] += part.At(first + i, y) * weights[i];
                }
            }
        }

        for (var y = 0; y < 36; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var first = StripSampler.Weigh(4.6 + (slope * (x - (width / 2.0)) * step) + ((y + 0.5) * step) - 0.5, reach, part.Height, weights, out var count);
                float sum = 0;
                for (var i = 0; i < count; i++)
                {
                    sum += narrow[first + i, x] * weights[i];
                }

                samples.Add((byte)(sum + 0.5f));
            }
        }

        return [.. samples];
    }
}
