namespace Digitize.Pages.Imaging;

public enum PictureCoding
{
    /// <summary>A whole JPEG file, baseline or progressive.</summary>
    Jpeg,

    /// <summary>A whole JP2 file.</summary>
    Jpeg2000,

    /// <summary>JBIG2 segments as PDF embeds them: no file header, no end-of-page; 1 is black.</summary>
    Jbig2,

    /// <summary>CCITT group 3 or 4, see <see cref="PictureStream.Fax"/>.</summary>
    Ccitt,

    /// <summary>zlib stream over rows padded to bytes, each behind a PNG filter byte.</summary>
    FlatePng,

    /// <summary>zlib stream over rows padded to bytes, nothing before them.</summary>
    Flate,
}

/// <summary>A dialect of CCITT fax coding, in the words of ISO 32000-1 table 11.</summary>
public sealed record FaxCoding
{
    /// <summary>Group 4 as we write it: rows not byte aligned, as many as the picture has, and no end-of-block needed.</summary>
    public static FaxCoding Group4 { get; } = new() { K = -1, EndOfBlock = false };

    /// <summary>Negative is group 4, 0 group 3 in one dimension, positive in two.</summary>
    public int K { get; init; }

    public bool EndOfLine { get; init; }

    public bool EncodedByteAlign { get; init; }

    public bool EndOfBlock { get; init; } = true;
}

public enum PictureColor
{
    /// <summary>One bit: black on white.</summary>
    Bitonal,
    Gray,
    Rgb,
    Cmyk,

    /// <summary>Indexes into <see cref="PictureStream.Palette"/>.</summary>
    Palette,
}

/// <summary>One compressed picture, ready to become an image object of a PDF.</summary>
public sealed record PictureStream(PictureCoding Coding, PictureColor Color, int Width, int Height, int BitsPerComponent, byte[] Data)
{
    /// <summary>RGB triplets; only for <see cref="PictureColor.Palette"/>.</summary>
    public byte[]? Palette { get; init; }

    /// <summary>ICC profile that came with the picture, when its number of components fits; else the writer gives sRGB or grey.</summary>
    public byte[]? IccProfile { get; init; }

    /// <summary>JBIG2 segments that this picture shares with others, to be stored once; null when it stands alone.</summary>
    public byte[]? Globals { get; init; }

    /// <summary>Which dialect; only for <see cref="PictureCoding.Ccitt"/>.</summary>
    public FaxCoding Fax { get; init; } = FaxCoding.Group4;

    /// <summary>How many pages of the upload show this very picture, which is stored once for all of them.</summary>
    public int Pages { get; init; } = 1;

    /// <summary>How many pages of the upload share <see cref="Globals"/>.</summary>
    public int GlobalsPages { get; init; } = 1;

    /// <summary>This page's part of the stored bytes.</summary>
    public long Bytes => (Data.Length / Pages) + ((Globals?.Length ?? 0) / GlobalsPages);

    /// <summary>Samples mean the opposite of what they usually do: for bitonal data where 1 is white, for Adobe's inverted CMYK JPEG.</summary>
    public bool Inverted { get; init; }
}

/// <summary>One layer of a page's picture. It covers the whole page, whatever its number of pixels.</summary>
/// <param name="Color">Painted where the mask lets it; null: the mask is painted in <paramref name="Ink"/>.</param>
/// <param name="Mask">Bitonal: 1 (black) paints, 0 leaves what lies under; null: everywhere.</param>
/// <param name="Ink">RGB, for a mask without a picture of its own.</param>
public sealed record PictureLayer(PictureStream? Color, PictureStream? Mask = null, (byte R, byte G, byte B) Ink = default);

/// <summary>How stored pixels are laid on the page, so that a scan that came crooked or turned can be kept to the bit.</summary>
/// <param name="Turn">Applied first, clockwise.</param>
/// <param name="DeskewDegrees">Applied second, clockwise, about the middle of the page.</param>
public readonly record struct Placement(QuarterTurn Turn, double DeskewDegrees)
{
    /// <summary>The stored pixels already look like the picture for display.</summary>
    public static Placement Straight => default;
}

/// <summary>A page's picture as it goes into the PDF: one layer, or a background with text masks painted over it (mixed raster content).</summary>
/// <param name="Width">Pixels of the picture for display, the frame of all word boxes.</param>
/// <param name="Height">Pixels of the picture for display.</param>
/// <param name="Layers">In painting order, at least one.</param>
public sealed record EncodedPicture(int Width, int Height, Dpi Dpi, IReadOnlyList<PictureLayer> Layers)
{
    public Placement Placement { get; init; }

    public long Bytes => Layers.Sum(layer => (layer.Color?.Bytes ?? 0) + (layer.Mask?.Bytes ?? 0));
}
