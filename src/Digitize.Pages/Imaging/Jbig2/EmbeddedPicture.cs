using System.Buffers.Binary;

namespace Digitize.Pages.Imaging.Jbig2;

/// <summary>
/// A picture as PDF embeds JBIG2 (ISO 32000-1, 7.4.7): a page information segment and one immediate lossless generic region, without file header, end-of-page and end-of-file.
/// </summary>
internal static class EmbeddedPicture
{
    private const byte PageInformation = 48;
    private const byte ImmediateLosslessGenericRegion = 39;

    /// <summary>The page "eventually is lossless"; its pixels are 0 to begin with and regions are joined by OR.</summary>
    private const byte LosslessPage = 0x01;

    /// <summary>Template 0, typical prediction on, arithmetic coding.</summary>
    private const byte RegionFlags = 0x08;

    public static PictureStream Encode(BitPlane picture, CancellationToken cancel)
    {
        var coded = GenericRegion.Encode(picture, cancel);
        var data = new byte[11 + 19 + 11 + 18 + 8 + coded.Length];
        var rest = data.AsSpan();
        WriteSegmentHeader(ref rest, number: 0, PageInformation, length: 19);
        Write(ref rest, picture.Width);
        Write(ref rest, picture.Height);
        Write(ref rest, 0);
        Write(ref rest, 0);
        rest[0] = LosslessPage;
        rest = rest[3..];

        WriteSegmentHeader(ref rest, number: 1, ImmediateLosslessGenericRegion, 18 + 8 + coded.Length);
        Write(ref rest, picture.Width);
        Write(ref rest, picture.Height);
        Write(ref rest, 0);
        Write(ref rest, 0);
        rest[1] = RegionFlags;
        GenericRegion.AdaptivePixels.CopyTo(rest[2..]);
        coded.CopyTo(rest[10..]);
        return new PictureStream(PictureCoding.Jbig2, PictureColor.Bitonal, picture.Width, picture.Height, 1, data);
    }

    /// <summary>Number, type, no segments referred to, on page 1, length of what follows.</summary>
    private static void WriteSegmentHeader(ref Span<byte> rest, int number, byte type, int length)
    {
        Write(ref rest, number);
        rest[0] = type;
        rest[2] = 1;
        rest = rest[3..];
        Write(ref rest, length);
    }

    private static void Write(ref Span<byte> rest, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, value);
        rest = rest[4..];
    }
}
