using Digitize.Pages.Imaging.Headers;

namespace Digitize.Pages.Imaging;

/// <summary>A JPEG file as a PDF takes it over: the coded samples to the bit, without what phones write beside them (place, time, thumbnail).</summary>
internal static class JpegStream
{
    /// <summary>Null for CMYK, which an archival PDF may hold only with a printing profile.</summary>
    internal static PictureStream? Make(ReadOnlySpan<byte> file, JpegHeader header)
    {
        var color = header.Components switch { 1 => PictureColor.Gray, 3 => PictureColor.Rgb, _ => (PictureColor?)null };
        return color is not { } known ? null : new PictureStream(PictureCoding.Jpeg, known, header.Picture.Width, header.Picture.Height, 8, WithoutMetadata(file))
        {
            IccProfile = header.IccProfile,
        };
    }

    private static byte[] WithoutMetadata(ReadOnlySpan<byte> file)
    {
        using var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        var at = 2;
        while (at + 4 <= file.Length)
        {
            if (file[at] != 0xFF || file[at + 1] is 0 or 0xFF)
            {
                at++;
                continue;
            }

            var marker = file[at + 1];
            if (marker == 0xDA)
            {
                break;
            }

            var length = 2 + ((file[at + 2] << 8) | file[at + 3]);

            // JFIF (E0) and Adobe (EE) say how the samples are meant; other application data and comments do not.
            if (marker is not ((>= 0xE1 and <= 0xED) or 0xEF or 0xFE))
            {
                kept.Write(file.Slice(at, Math.Min(length, file.Length - at)));
            }

            at += length;
        }

        kept.Write(file[Math.Min(at, file.Length)..]);
        return kept.ToArray();
    }
}
