namespace Digitize.Pages.Imaging.Headers;

/// <summary>A GIF up to the end of its first frame; the others are an animation, and no page.</summary>
internal static class GifHeader
{
    private const byte Extension = 0x21, Image = 0x2C, Trailer = 0x3B;

    internal static PictureHeader Read(ReadOnlySpan<byte> file)
    {
        var at = FirstImage(new HeaderBytes(file, littleEndian: true));
        var bytes = new HeaderBytes(file, littleEndian: true);
        return new PictureHeader(bytes.U16(at + 5), bytes.U16(at + 7));
    }

    /// <summary>The file as if the first frame were its only one, so that the decoder, which takes in all frames at once, has no others to take in.</summary>
    internal static byte[] FirstFrameOnly(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file, littleEndian: true);
        var at = FirstImage(bytes);
        var flags = bytes.U8(at + 9);
        at += 10 + ((flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0) + 1;
        return [.. bytes.Slice(0, SkipBlocks(bytes, at)), Trailer];
    }

    /// <summary>Where the first image descriptor stands.</summary>
    private static long FirstImage(HeaderBytes bytes)
    {
        var flags = bytes.U8(10);
        long at = 13 + ((flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0);
        while (bytes.U8(at) == Extension)
        {
            at = SkipBlocks(bytes, at + 2);
        }

        return bytes.U8(at) == Image ? at : throw new UnreadableException(FailureCode.Damaged, "The GIF file holds no picture.");
    }

    private static long SkipBlocks(HeaderBytes bytes, long at)
    {
        while (bytes.U8(at) is var length and not 0)
        {
            at += 1 + length;
        }

        return at + 1;
    }
}
