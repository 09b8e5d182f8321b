using System.Buffers.Binary;

namespace Digitize.Pages.Imaging.Headers;

/// <summary>The chunks of a PNG before and around its pixels.</summary>
/// <param name="ColorType">0 grey, 2 color, 3 palette, 4 and 6 with alpha.</param>
/// <param name="Palette">RGB triplets.</param>
internal sealed record PngHeader(PictureHeader Picture, int BitDepth, int ColorType, bool IsInterlaced, bool IsTransparent, byte[]? Palette)
{
    internal static PngHeader Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file);
        if (!bytes.Slice(12, 4).SequenceEqual("IHDR"u8) || bytes.U32(8) != 13)
        {
            throw new UnreadableException(FailureCode.Damaged, "The PNG picture does not begin with its header.");
        }

        var picture = new PictureHeader(PictureHeader.Side(bytes.U32(16)), PictureHeader.Side(bytes.U32(20)));
        var header = new PngHeader(picture, bytes.U8(24), bytes.U8(25), bytes.U8(28) != 0, bytes.U8(25) is 4 or 6, null);
        for (long at = 33; ;)
        {
            var length = bytes.U32(at);
            var type = bytes.Slice(at + 4, 4);
            if (type.SequenceEqual("IDAT"u8) || type.SequenceEqual("IEND"u8))
            {
                return header;
            }

            header = header.With(type, bytes.Slice(at + 8, length));
            at += 12L + length;
        }
    }

    private PngHeader With(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        if (type.SequenceEqual("pHYs"u8) && body.Length == 9 && body[8] == 1)
        {
            var x = BinaryPrimitives.ReadUInt32BigEndian(body) * 0.0254;
            var y = BinaryPrimitives.ReadUInt32BigEndian(body[4..]) * 0.0254;
            return this with { Picture = Picture with { Resolution = new StatedResolution(x, y) } };
        }

        return type.SequenceEqual("tRNS"u8) ? this with { IsTransparent = true }
            : type.SequenceEqual("PLTE"u8) ? this with { Palette = body.ToArray() }
            : this;
    }

    /// <summary>The zlib stream of the pixels, as a PDF can hold it; null when the PDF could not show it the same.</summary>
    internal PictureStream? Stream(ReadOnlySpan<byte> file)
    {
        if (IsInterlaced || IsTransparent || BitDepth > 8 || (ColorType == 3 && Palette is null))
        {
            return null;
        }

        var color = ColorType switch
        {
            0 => BitDepth == 1 ? PictureColor.Bitonal : PictureColor.Gray,
            2 => PictureColor.Rgb,
            _ => PictureColor.Palette,
        };
        return new PictureStream(PictureCoding.FlatePng, color, Picture.Width, Picture.Height, BitDepth, Pixels(file))
        {
            Palette = color == PictureColor.Palette ? Palette : null,
            Inverted = color == PictureColor.Bitonal,
        };
    }

    private static byte[] Pixels(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file);
        using var pixels = new MemoryStream();
        for (long at = 8; at + 12 <= bytes.Length;)
        {
            var length = bytes.U32(at);
            if (bytes.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                pixels.Write(bytes.Slice(at + 8, length));
            }

            at += 12L + length;
        }

        return pixels.ToArray();
    }
}
