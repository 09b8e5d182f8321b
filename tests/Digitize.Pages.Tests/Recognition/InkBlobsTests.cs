using Digitize.Pages.Recognition;
using Digitize.Pages.Tests.Imaging;
using FsCheck.Fluent;

namespace Digitize.Pages.Tests.Recognition;

public sealed class InkBlobsTests
{
    [Test]
    public void Blobs_are_what_a_flood_fill_finds() => Prop.ForAll(InkMapTests.Pictures, gray =>
    {
        using var picture = gray.Thresholded(new Dpi(300), 90);
        var byPlace = Comparer<(PixelBox Box, int Area)>.Create(BlobsTests.ByPlace);
        return InkBlobs.Find(picture.Handle).Select(blob => (blob.Box, blob.Ink)).Order(byPlace)
            .SequenceEqual(BlobsTests.Flooded(gray, 90).Order(byPlace));
    }).Holds();
}
