using System.Buffers.Binary;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging;

/// <summary>CCITT group 4 of a bitonal picture: libtiff writes it into a TIFF file of one strip, and the strip is taken out.</summary>
internal static class CcittG4Encoder
{
    private const int StripOffsets = 273;
    private const int StripByteCounts = 279;

    public static PictureStream Encode(BitPlane picture)
    {
        using var pix = picture.ToPix();
        return new PictureStream(PictureCoding.Ccitt, PictureColor.Bitonal, picture.Width, picture.Height, 1, TakeStrip(Leptonica.WriteG4Tiff(pix)));
    }

    /// <summary>libtiff writes in the machine's byte order, which is little-endian wherever .NET runs, and leptonica asks for a single strip.</summary>
    private static byte[] TakeStrip(ReadOnlySpan<byte> tiff)
    {
        var directory = tiff[BinaryPrimitives.ReadInt32LittleEndian(tiff[4..])..];
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(directory);
        var (offset, length) = (0, 0);
        for (var i = 0; i < entries; i++)
        {
            var entry = directory[(2 + (12 * i))..];
            var value = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]) == 3
                ? BinaryPrimitives.ReadUInt16LittleEndian(entry[8..])
                : BinaryPrimitives.ReadInt32LittleEndian(entry[8..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(entry))
            {
                case StripOffsets:
                    offset = value;
                    break;
                case StripByteCounts:
                    length = value;
                    break;
            }
        }

        return tiff.Slice(offset, length).ToArray();
    }
}
