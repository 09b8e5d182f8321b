namespace Digitize.Pages.Imaging.Headers;

/// <summary>The chunks of a WebP file.</summary>
internal static class WebPHeader
{
    internal static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, littleEndian: true);
        PictureHeader? picture = null;
        var exif = ExifFacts.None;
        for (long at = 12; at + 8 <= bytes.Length;)
        {
            var type = bytes.Slice(at, 4);
            var length = bytes.U32(at + 4);
            if (picture is null)
            {
                picture = Size(bytes, type, at + 8);
            }

            if (type.SequenceEqual("EXIF"u8))
            {
                var block = bytes.Slice(at + 8, length);
                exif = ExifFacts.Read(block.StartsWith("Exif\0\0"u8) ? block[6..] : block);
            }

            at += 8L + length + (length & 1);
        }

        return picture is null
            ? throw new UnreadableException(FailureCode.Damaged, "The WebP file holds no picture.")
            : picture with { Orientation = exif.Orientation, Resolution = exif.Resolution };
    }

    private static PictureHeader? Size(HeaderBytes bytes, ReadOnlySpan<byte> type, long body)
    {
        if (type.SequenceEqual("VP8X"u8))
        {
            if ((bytes.U8(body) & 2) != 0)
            {
                throw new UnreadableException(FailureCode.NotSupported, "The WebP file is an animation.");
            }

            return new PictureHeader(1 + U24(bytes, body + 4), 1 + U24(bytes, body + 7));
        }

        if (type.SequenceEqual("VP8L"u8))
        {
            var packed = bytes.U32(body + 1);
            return new PictureHeader(1 + (int)(packed & 0x3FFF), 1 + (int)((packed >> 14) & 0x3FFF));
        }

        return type.SequenceEqual("VP8 "u8)
            ? new PictureHeader(bytes.U16(body + 6) & 0x3FFF, bytes.U16(body + 8) & 0x3FFF)
            : null;
    }

    private static int U24(HeaderBytes bytes, long at) => bytes.U16(at) | (bytes.U8(at + 2) << 16);
}
