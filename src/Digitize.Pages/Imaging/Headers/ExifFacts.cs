namespace Digitize.Pages.Imaging.Headers;

/// <summary>What a page needs of an EXIF block. A broken block says nothing, and is no reason to refuse the picture.</summary>
internal readonly record struct ExifFacts(Orientation Orientation, StatedResolution? Resolution)
{
    internal static ExifFacts None => new(Orientation.Upright, null);

    /// <param name="tiff">The block from its byte order mark on.</param>
    internal static ExifFacts Read(ReadOnlySpan<byte> tiff)
    {
        try
        {
            var first = TiffDirectories.First(tiff);
            return first is null ? None : new ExifFacts(first.Orientation, first.Resolution);
        }
        catch (UnreadableException)
        {
            return None;
        }
    }
}
