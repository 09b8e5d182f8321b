namespace Digitize.Pages.Imaging.PdfPages;

internal enum ColorKind
{
    Gray,
    Rgb,
    Indexed,

    /// <summary>CMYK, spot colors, Lab: poppler knows how to show them.</summary>
    Other,
}

/// <summary>The dictionary of an image object: what it takes to decode it, without its samples.</summary>
internal sealed record ImageFacts(int Width, int Height)
{
    internal int Bits { get; init; } = 8;

    internal bool IsMask { get; init; }

    internal ColorKind Color { get; init; } = ColorKind.Other;

    /// <summary>Samples mean the opposite.</summary>
    internal bool IsInverted { get; init; }

    /// <summary>Another picture says where it is transparent, or its /Decode is neither usual nor inverted.</summary>
    internal bool IsComposed { get; init; }

    internal bool IsGray => Color == ColorKind.Gray || IsMask;

    internal static ImageFacts Read(PdfObject image)
    {
        var isMask = image["ImageMask"].Bool ?? false;
        var space = image["ColorSpace"];
        var color = isMask ? ColorKind.Gray : KindOf(space);
        var components = color == ColorKind.Rgb ? 3 : 1;
        var decode = image["Decode"].Numbers(8);
        var isUsual = decode.Length == 0 || IsDecode(decode, 0, 1) || color == ColorKind.Indexed && decode[0] == 0;
        var isInverted = decode.Length == components * 2 && color != ColorKind.Indexed && IsDecode(decode, 1, 0);
        return new ImageFacts(image["Width"].Int ?? 0, image["Height"].Int ?? 0)
        {
            Bits = isMask ? 1 : image["BitsPerComponent"].Int ?? 8,
            IsMask = isMask,
            Color = color,
            IsInverted = isInverted,
            IsComposed = image.Has("SMask") || image.Has("Mask") || (image["SMaskInData"].Int ?? 0) != 0 || !(isUsual || isInverted),
        };
    }

    private static bool IsDecode(double[] decode, double low, double high)
    {
        for (var i = 0; i < decode.Length; i++)
        {
            if (decode[i] != (i % 2 == 0 ? low : high))
            {
                return false;
            }
        }

        return true;
    }

    internal static ColorKind KindOf(PdfObject space) => (space.Name ?? space[0].Name) switch
    {
        "DeviceGray" or "CalGray" or "G" => ColorKind.Gray,
        "DeviceRGB" or "CalRGB" or "RGB" => ColorKind.Rgb,
        "ICCBased" => space[1]["N"].Int switch { 1 => ColorKind.Gray, 3 => ColorKind.Rgb, _ => ColorKind.Other },
        "Indexed" or "I" => ColorKind.Indexed,
        _ => ColorKind.Other,
    };
}
