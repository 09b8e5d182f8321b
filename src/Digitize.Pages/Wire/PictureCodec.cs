using Digitize.Pages.Imaging;

namespace Digitize.Pages.Wire;

/// <summary>A page's picture in <see cref="FinishedPageFile"/>.</summary>
internal static class PictureCodec
{
    /// <summary>Tesseract's own limit.</summary>
    private const int MostPixelsPerSide = 32_767;

    /// <summary>Masks may have twice as many pixels a side as the picture.</summary>
    private const int MostMaskPixels = 2 * MostPixelsPerSide;

    /// <summary>Inks and a background; we use a dozen.</summary>
    private const int MostLayers = 256;

    private const int MostPalette = 256 * 3;
    private const int MostGlobals = 64 * 1024 * 1024;
    private const int MostProfile = 8 * 1024 * 1024;

    public static void Write(WireWriter to, EncodedPicture picture)
    {
        to.Int(picture.Width);
        to.Int(picture.Height);
        to.Double(picture.Dpi.Value);
        to.Int((int)picture.Placement.Turn);
        to.Double(picture.Placement.DeskewDegrees);
        to.List(picture.Layers, layer =>
        {
            to.Optional(layer.Color, color => Write(to, color));
            to.Optional(layer.Mask, mask => Write(to, mask));
            to.Byte(layer.Ink.R);
            to.Byte(layer.Ink.G);
            to.Byte(layer.Ink.B);
        });
    }

    public static EncodedPicture Read(WireReader from)
    {
        var (width, height) = (from.Int(1, MostPixelsPerSide), from.Int(1, MostPixelsPerSide));
        var dpi = new Dpi(from.Double(Dpi.Lowest, Dpi.Highest));
        var placement = new Placement(from.Name<QuarterTurn>(), from.Double(-360, 360));
        var layers = from.List(MostLayers, () => ReadLayer(from));
        return layers.Count > 0
            ? new EncodedPicture(width, height, dpi, layers) { Placement = placement }
            : throw new InvalidDataException("A picture has at least one layer.");
    }

    private static PictureLayer ReadLayer(WireReader from)
    {
        var color = from.Optional(() => ReadStream(from));
        var mask = from.Optional(() => ReadStream(from));
        var ink = (from.Byte(), from.Byte(), from.Byte());
        return (color is not null || mask is not null) && mask is null or { Color: PictureColor.Bitonal }
            ? new PictureLayer(color, mask, ink)
            : throw new InvalidDataException("A layer has a picture, or a mask of one bit, or both.");
    }

    private static void Write(WireWriter to, PictureStream stream)
    {
        to.Int((int)stream.Coding);
        to.Int((int)stream.Color);
        to.Int(stream.Width);
        to.Int(stream.Height);
        to.Int(stream.BitsPerComponent);
        to.Bool(stream.Inverted);
        to.Optional(stream.Palette, palette => to.Bytes(palette));
        to.Optional(stream.IccProfile, profile => to.Bytes(profile));
        to.Optional(stream.Globals, globals => to.Bytes(globals));
        to.Int(Math.Max(-1, stream.Fax.K));
        to.Bool(stream.Fax.EndOfLine);
        to.Bool(stream.Fax.EncodedByteAlign);
        to.Bool(stream.Fax.EndOfBlock);
        to.Bytes(stream.Data);
    }

    private static PictureStream ReadStream(WireReader from)
    {
        var (coding, color) = (from.Name<PictureCoding>(), from.Name<PictureColor>());
        var (width, height, bits) = (from.Int(1, MostMaskPixels), from.Int(1, MostMaskPixels), from.Int(1, 16));
        var inverted = from.Bool();
        var palette = from.Optional(() => from.Bytes(MostPalette));
        var profile = from.Optional(() => from.Bytes(MostProfile));
        var globals = from.Optional(() => from.Bytes(MostGlobals));
        var fax = new FaxCoding { K = from.Int(-1, int.MaxValue), EndOfLine = from.Bool(), EncodedByteAlign = from.Bool(), EndOfBlock = from.Bool() };
        if (color == PictureColor.Palette && palette is not { Length: > 0 } || palette is { } colors && colors.Length % 3 != 0)
        {
            throw new InvalidDataException("A palette has three bytes for each color.");
        }

        return new PictureStream(coding, color, width, height, bits, from.Bytes(int.MaxValue)) { Inverted = inverted, Palette = palette, IccProfile = profile, Globals = globals, Fax = fax };
    }
}
