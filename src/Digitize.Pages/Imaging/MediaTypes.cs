namespace Digitize.Pages.Imaging;

/// <summary>What a format is called in HTTP and in the attachments of a PDF.</summary>
public static class MediaTypes
{
    public static string Of(FileFormat format) => format switch
    {
        FileFormat.Pdf => "application/pdf",
        FileFormat.Tiff => "image/tiff",
        FileFormat.Jpeg => "image/jpeg",
        FileFormat.Png => "image/png",
        FileFormat.WebP => "image/webp",
        FileFormat.Bmp => "image/bmp",
        FileFormat.Gif => "image/gif",
        FileFormat.Jpeg2000 => "image/jp2",
        FileFormat.Heic => "image/heic",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
