using Digitize.Pages.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Imaging;

public sealed class BlobsTests
{
    [Test]
    public void Blobs_are_what_a_flood_fill_finds() => Prop.ForAll(InkMapTests.Pictures, picture =>
    {
        var found = Blobs.Find(InkMap.Darker(picture, 90)).Select(blob => (blob.Box, blob.Area));
        return found.Order(Comparer<(PixelBox Box, int Area)>.Create(ByPlace)).SequenceEqual(Flooded(picture, 90).Order(Comparer<(PixelBox Box, int Area)>.Create(ByPlace)));
    }).Holds();

    [Test]
    public void Picking_all_and_picking_none_are_the_map_and_nothing() => Prop.ForAll(InkMapTests.Pictures, picture =>
    {
        var map = InkMap.Darker(picture, 90);
        return Blobs.Pick(map, null, _ => true).Count() == map.Count() && Blobs.Pick(map, null, _ => false).Count() == 0;
    }).Holds();

    [Test]
    public void A_blob_knows_its_darkest_grey_and_its_steepest_edge()
    {
        var page = Spoils.Blank(20, 10).WithBox(new PixelBox(5, 3, 9, 7), 60);
        var blob = Blobs.Find(InkMap.Darker(page, 128), page).Single();
        Assert.That(blob, Is.EqualTo(new Blob(new PixelBox(5, 3, 9, 7), 16, 60, 195)));
    }

    /// <summary>Eight neighbours each, one pixel after the other.</summary>
    internal static List<(PixelBox Box, int Area)> Flooded(GrayPixels picture, int threshold)
    {
        var found = new List<(PixelBox, int)>();
        var seen = new bool[picture.Samples.Length];
        for (var start = 0; start < seen.Length; start++)
        {
            if (seen[start] || picture.Samples[start] >= threshold)
            {
                continue;
            }

            seen[start] = true;
            List<(int X, int Y)> piece = [(start % picture.Width, start / picture.Width)];
            for (var next = 0; next < piece.Count; next++)
            {
                for (var i = 0; i < 9; i++)
                {
                    var (x, y) = (piece[next].X + (i % 3) - 1, piece[next].Y + (i / 3) - 1);
                    if (x >= 0 && y >= 0 && x < picture.Width && y < picture.Height && !seen[(y * picture.Width) + x] && picture.At(x, y) < threshold)
                    {
                        seen[(y * picture.Width) + x] = true;
                        piece.Add((x, y));
                    }
                }
            }

            found.Add((new PixelBox(piece.Min(at => at.X), piece.Min(at => at.Y), piece.Max(at => at.X) + 1, piece.Max(at => at.Y) + 1), piece.Count));
        }

        return found;
    }

    internal static int ByPlace((PixelBox Box, int Area) a, (PixelBox Box, int Area) b) =>
        (a.Box.Top, a.Box.Left, a.Box.Right, a.Box.Bottom, a.Area).CompareTo((b.Box.Top, b.Box.Left, b.Box.Right, b.Box.Bottom, b.Area));
}
