using Digitize.Pages.Imaging;
using FsCheck;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

/// <summary>Words of 64 pixels against one pixel after the other.</summary>
public sealed class InkMapTests
{
    /// <summary>Widths on both sides of a word's end.</summary>
    internal static readonly Arbitrary<GrayPixels> Pictures =
        (from width in Gen.OneOf(Gen.Choose(1, 40), Gen.Choose(60, 70), Gen.Choose(125, 131))
         from height in Gen.Choose(1, 12)
         from seed in Gen.Choose(0, 9999)
         select Noise(width, height, seed)).ToArbitrary();

    internal static GrayPixels Noise(int width, int height, int seed)
    {
        var samples = new byte[width * height];
        new Random(seed).NextBytes(samples);
        return new GrayPixels(width, height, samples);
    }

    [Test]
    public void What_is_darker_than_the_threshold_is_ink() => Prop.ForAll(Pictures, ArbMap.Default.ArbFor<byte>(), (picture, threshold) =>
    {
        var map = InkMap.Darker(picture, threshold);
        return Pixels(picture).All(at => map[at.X, at.Y] == (picture.At(at.X, at.Y) < threshold))
            && map.Count() == picture.Samples.Count(sample => sample < threshold);
    }).Holds();

    [Test]
    public void Ink_grows_to_both_sides_and_up_and_down() => Prop.ForAll(Pictures, Gen.Choose(0, 70).Zip(Gen.Choose(0, 4)).ToArbitrary(), (picture, by) =>
    {
        var (x, y) = by;
        var map = InkMap.Darker(picture, 10);
        var grown = map.Grown(x, y);
        return Pixels(picture).All(at => grown[at.X, at.Y] == Pixels(picture).Any(ink => map[ink.X, ink.Y] && Math.Abs(ink.X - at.X) <= x && Math.Abs(ink.Y - at.Y) <= y));
    }).Holds();

    [Test]
    public void A_run_is_set_from_its_left_up_to_its_right()
    {
        for (var left = 0; left <= 130; left++)
        {
            for (var right = left; right <= 130; right++)
            {
                var map = new InkMap(130, 2);
                map.SetRun(1, left, right);
                Assert.That(map.Count(), Is.EqualTo(right - left));
                Assert.That(left == right || (map[left, 1] && map[right - 1, 1]), $"{left} to {right}");
            }
        }
    }

    [Test]
    public void What_was_added_is_gone_when_it_is_removed()
    {
        var (map, other) = (InkMap.Darker(Noise(100, 9, 1), 100), InkMap.Darker(Noise(100, 9, 2), 100));
        map.Add(other);
        map.Remove(other);
        Assert.That(Pixels(Noise(100, 9, 1)).Count(at => map[at.X, at.Y] && other[at.X, at.Y]), Is.Zero);
        Assert.That(map.Count(), Is.GreaterThan(0));
    }

    private static IEnumerable<(int X, int Y)> Pixels(GrayPixels picture) =>
        from y in Enumerable.Range(0, picture.Height)
        from x in Enumerable.Range(0, picture.Width)
        select (x, y);
}
