using Digitize.Pages.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BitPlaneTests
{
    [Test]
    public void A_picture_of_leptonica_and_back_is_the_same() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        using var picture = gray.Thresholded(new Dpi(300));
        return Pixels(BitPlane.Of(picture)).SequenceEqual(gray.Samples.Select(sample => sample < 128));
    }).Holds();

    [Test]
    public void Everything_within_one_pixel_of_ink_becomes_ink() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        var plane = Of(gray, 20);
        var dilated = plane.Dilated();
        return Pixels(dilated).SequenceEqual(Pixels(gray.Width, gray.Height, (x, y) => Near(x, y).Any(at => IsInk(plane, at.X, at.Y))));
    }).Holds();

    [Test]
    public void Half_as_many_pixels_have_ink_where_any_of_four_had() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        var plane = Of(gray, 60);
        var half = plane.Halved();
        return Pixels(half).SequenceEqual(Pixels((gray.Width + 1) / 2, (gray.Height + 1) / 2, (x, y) =>
            IsInk(plane, 2 * x, 2 * y) || IsInk(plane, (2 * x) + 1, 2 * y) || IsInk(plane, 2 * x, (2 * y) + 1) || IsInk(plane, (2 * x) + 1, (2 * y) + 1)));
    }).Holds();

    [Test]
    public void The_runs_of_a_row_are_its_ink() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        var (plane, again) = (Of(gray, 128), new BitPlane(gray.Width, gray.Height));
        for (var y = 0; y < gray.Height; y++)
        {
            for (var x = 0; BitPlane.NextRun(plane.Row(y), gray.Width, ref x, out var end); x = end)
            {
                again.SetRun(y, x, end);
            }
        }

        return again.Words.SequenceEqual(plane.Words) && plane.Count() == gray.Samples.Count(sample => sample < 128);
    }).Holds();

    private static BitPlane Of(GrayPixels gray, int threshold)
    {
        var plane = new BitPlane(gray.Width, gray.Height);
        for (var i = 0; i < gray.Samples.Length; i++)
        {
            plane[i % gray.Width, i / gray.Width] = gray.Samples[i] < threshold;
        }

        return plane;
    }

    private static IEnumerable<(int X, int Y)> Near(int x, int y) =>
        from down in Enumerable.Range(-1, 3)
        from right in Enumerable.Range(-1, 3)
        select (x + right, y + down);

    private static bool IsInk(BitPlane plane, int x, int y) => x >= 0 && y >= 0 && x < plane.Width && y < plane.Height && plane[x, y];

    private static IEnumerable<bool> Pixels(BitPlane plane) => Pixels(plane.Width, plane.Height, (x, y) => plane[x, y]);

    private static IEnumerable<bool> Pixels(int width, int height, Func<int, int, bool> ink) =>
        from y in Enumerable.Range(0, height)
        from x in Enumerable.Range(0, width)
        select ink(x, y);
}
