namespace Digitize.Pages.Imaging.Headers;

/// <summary>The boxes of a JP2 file and the SIZ marker of its codestream: ITU-T T.800 annexes A and I.</summary>
/// <param name="IsFile">Boxes round the codestream, as a PDF may hold it; false for a bare codestream.</param>
internal sealed record Jpeg2000Header(PictureHeader Picture, int Components, bool IsFile)
{
    /// <summary>Each tile costs the decoder a structure of its own; scanners and libraries make a few hundred.</summary>
    private const long MostTiles = 10_000;

    internal static Jpeg2000Header Read(ReadOnlySpan<byte> file)
    {
        var bytes = new HeaderBytes(file);
        if (bytes.U32(0) == 0xFF4FFF51)
        {
            return ReadSize(bytes, 0, isFile: false);
        }

        StatedResolution? resolution = null;
        foreach (var (type, start, end) in BoxesOf(bytes, 0, bytes.Length))
        {
            if (type == "jp2h")
            {
                resolution = Resolution(bytes, start, end);
            }
            else if (type == "jp2c")
            {
                var header = ReadSize(bytes, start, isFile: true);
                return header with { Picture = header.Picture with { Resolution = resolution } };
            }
        }

        throw new UnreadableException(FailureCode.Damaged, "The JPEG 2000 file holds no picture.");
    }

    private static Jpeg2000Header ReadSize(HeaderBytes bytes, long at, bool isFile)
    {
        if (bytes.U32(at) != 0xFF4FFF51)
        {
            throw new UnreadableException(FailureCode.Damaged, "The JPEG 2000 picture does not begin with its size.");
        }

        long right = bytes.U32(at + 8), bottom = bytes.U32(at + 12), left = bytes.U32(at + 16), top = bytes.U32(at + 20);
        long tileWidth = bytes.U32(at + 24), tileHeight = bytes.U32(at + 28);
        if (tileWidth == 0 || tileHeight == 0 || right <= left || bottom <= top)
        {
            throw new UnreadableException(FailureCode.Damaged, "The JPEG 2000 picture has no pixels.");
        }

        if (((right / tileWidth) + 1) * ((bottom / tileHeight) + 1) > MostTiles)
        {
            throw new UnreadableException(FailureCode.TooLarge, $"The JPEG 2000 picture has more than {MostTiles} tiles.");
        }

        var components = bytes.U16(at + 40);
        if (components is not (1 or 3 or 4) || (bytes.U8(at + 42) & 0x7F) > 15)
        {
            throw new UnreadableException(FailureCode.NotSupported, "The JPEG 2000 picture has a rare kind of color that is not read.");
        }

        var picture = new PictureHeader(PictureHeader.Side((ulong)(right - left)), PictureHeader.Side((ulong)(bottom - top)));
        return new Jpeg2000Header(picture, components, isFile);
    }

    /// <summary>Capture resolution (resc) or display resolution (resd), in pixels a meter.</summary>
    private static StatedResolution? Resolution(HeaderBytes bytes, long start, long end)
    {
        foreach (var (type, from, to) in BoxesOf(bytes, start, end))
        {
            if (type == "res ")
            {
                foreach (var (inner, at, _) in BoxesOf(bytes, from, to))
                {
                    if (inner is "resc" or "resd")
                    {
                        var y = Meters(bytes, at, at + 8);
                        return new StatedResolution(Meters(bytes, at + 4, at + 9), y);
                    }
                }
            }
        }

        return null;
    }

    private static double Meters(HeaderBytes bytes, long at, long exponent) =>
        bytes.U16(at) / (double)Math.Max(1, bytes.U16(at + 2)) * Math.Pow(10, (sbyte)bytes.U8(exponent)) * 0.0254;

    private static List<Boxes.Box> BoxesOf(HeaderBytes bytes, long start, long end) => Boxes.In(bytes, start, end);
}
