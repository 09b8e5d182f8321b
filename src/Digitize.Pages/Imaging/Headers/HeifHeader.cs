namespace Digitize.Pages.Imaging.Headers;

/// <summary>The sizes in a HEIF file (ISO 23008-12). libheif turns the picture itself, so the larger of all sizes is what counts here.</summary>
internal static class HeifHeader
{
    internal static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file);
        PictureHeader? largest = null;
        foreach (var meta in Boxes.In(bytes, 0, bytes.Length).Where(box => box.Type == "meta"))
        {
            // Four bytes of version and flags stand before the boxes inside.
            foreach (var properties in Inside(bytes, meta.Start + 4, meta.End, "iprp"))
            {
                foreach (var container in Inside(bytes, properties.Start, properties.End, "ipco"))
                {
                    foreach (var extent in Inside(bytes, container.Start, container.End, "ispe"))
                    {
                        var size = new PictureHeader(PictureHeader.Side(bytes.U32(extent.Start + 4)), PictureHeader.Side(bytes.U32(extent.Start + 8)));
                        largest = largest is null || (long)size.Width * size.Height > (long)largest.Width * largest.Height ? size : largest;
                    }
                }
            }
        }

        return largest ?? throw new UnreadableException(FailureCode.Damaged, "The HEIC file holds no picture.");
    }

    private static IEnumerable<Boxes.Box> Inside(HeaderBytes bytes, long start, long end, string type) =>
        Boxes.In(bytes, start, end).Where(box => box.Type == type);
}
