using Digitize.Pages.Imaging.Headers;
using Digitize.Pages.Native;

namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>The coded samples of an image object, copied out of the PDF so that they can be decoded without it.</summary>
/// <param name="Codec">The last filter, which is a picture's; null for plain samples.</param>
/// <param name="Data">Behind all filters before the codec; behind none but the file's own for plain samples, see <see cref="Rows"/>.</param>
internal sealed record EmbeddedScan(ImageFacts Facts, IReadOnlyList<PdfFilter> Filters, byte[] Data)
{
    /// <summary>A profile is a few kilobytes; those of presses have three megabytes.</summary>
    private const long MostProfileBytes = 4_000_000;

    /// <summary>RGB triplets of an indexed color space.</summary>
    internal byte[]? Palette { get; init; }

    internal byte[]? IccProfile { get; init; }

    internal PdfFilter? Codec => Filters is [.., { Name: "DCTDecode" or "JPXDecode" or "CCITTFaxDecode" or "JBIG2Decode" } last] ? last : null;

    /// <summary>Whether the picture can be decoded without poppler's knowledge of colors, as far as its dictionary tells.</summary>
    internal static bool IsPossible(PdfObject image, Limits limits)
    {
        var facts = ImageFacts.Read(image);
        if (facts.IsComposed || new PictureHeader(facts.Width, facts.Height).Check(limits) is not null || PdfFilter.Of(image, MostProfileBytes) is not { } filters)
        {
            return false;
        }

        var isPlain = facts.Color is ColorKind.Gray or ColorKind.Rgb || (facts.Color == ColorKind.Indexed && PaletteOf(image) is not null);
        return (filters is [.., var last] ? last.Name : "") switch
        {
            "DCTDecode" => !facts.IsInverted && facts.Color is ColorKind.Gray or ColorKind.Rgb && !filters[^1].HasColorTransform,
            "JPXDecode" => !facts.IsInverted && (facts.Color is ColorKind.Gray or ColorKind.Rgb || !image.Has("ColorSpace")),
            "CCITTFaxDecode" or "JBIG2Decode" => facts is { Color: ColorKind.Gray, Bits: 1 },
            _ => isPlain && facts.Bits is 1 or 2 or 4 or 8 or 16 && (facts.Color != ColorKind.Rgb || facts.Bits >= 8) && (facts.Color != ColorKind.Indexed || facts.Bits <= 8),
        };
    }

    /// <exception cref="UnreadableException">Damaged or TooLarge.</exception>
    internal static EmbeddedScan Load(PdfObject image, Limits limits)
    {
        var most = limits.MaxStreamMegabytes * 1_000_000;
        if (PdfFilter.Of(image, most) is not { } filters || image.Raw is not { } data)
        {
            throw new UnreadableException(FailureCode.Damaged, "The picture of the page cannot be found in the PDF.");
        }

        var scan = new EmbeddedScan(ImageFacts.Read(image), filters, data)
        {
            Palette = PaletteOf(image),
            IccProfile = image["ColorSpace"][0].Name == "ICCBased" ? PdfStreams.Decode(image["ColorSpace"][1], MostProfileBytes) : null,
        };
        return scan.Codec is null ? scan : scan with { Data = scan.WithoutOuterFilters(most) };
    }

    /// <summary>Decodes what has a codec of its own; null for plain samples.</summary>
    internal PixHandle? DecodeCodec()
    {
        switch (Codec?.Name)
        {
            case "DCTDecode":
                var jpeg = JpegHeader.Read(Data).Picture with { Orientation = Orientation.Upright };
                return PictureDecoder.Decode(FileFormat.Jpeg, Data, Planned(jpeg));
            case "JPXDecode":
                return PictureDecoder.Decode(FileFormat.Jpeg2000, Data, Planned(Jpeg2000Header.Read(Data).Picture));
            case "CCITTFaxDecode" when FaxTiff.CanHold(Codec):
                return PictureDecoder.DecodeTiff(FaxTiff.Wrap(Data, Facts, IsInvertedFax), 0, new PictureHeader(Facts.Width, Facts.Height));
            default:
                return null;
        }
    }

    /// <summary>The coded picture for another PDF; null when that would have to be coded anew.</summary>
    internal PictureStream? Original()
    {
        switch (Codec?.Name)
        {
            case "DCTDecode":
                var header = JpegHeader.Read(Data);
                var stream = header.IsComplete ? JpegStream.Make(Data, header) : null;
                return stream is null ? null : stream with { IccProfile = IccProfile ?? stream.IccProfile };
            case "JPXDecode":
                var jp2 = Jpeg2000Header.Read(Data);
                return jp2 is { IsFile: true, Components: 1 or 3 }
                    ? new PictureStream(PictureCoding.Jpeg2000, jp2.Components == 1 ? PictureColor.Gray : PictureColor.Rgb, Facts.Width, Facts.Height, 8, Data)
                    : null;
            case "CCITTFaxDecode" when FaxTiff.CanHold(Codec):
                return new PictureStream(PictureCoding.CcittG4, PictureColor.Bitonal, Facts.Width, Facts.Height, 1, Data) { Inverted = IsInvertedFax };
            case "JBIG2Decode":
                // What is shared stands before what is the page's own, as if it had never been apart: ISO 32000-1 section 7.4.7.
                return new PictureStream(PictureCoding.Jbig2, PictureColor.Bitonal, Facts.Width, Facts.Height, 1, [.. Codec.Globals ?? [], .. Data]) { Inverted = Facts.IsInverted };
            default:
                return null;
        }
    }

    private bool IsInvertedFax => Codec!.BlackIs1 != Facts.IsInverted;

    /// <summary>Refuses a codestream that is not of the size that its dictionary promised and the limits were checked for.</summary>
    private PictureHeader Planned(PictureHeader found) => found.Width == Facts.Width && found.Height == Facts.Height
        ? found
        : throw new UnreadableException(FailureCode.Damaged, "The picture of the page is not as large as the PDF says.");

    private byte[] WithoutOuterFilters(long most)
    {
        var data = Data;
        foreach (var filter in Filters.Take(Filters.Count - 1))
        {
            data = PdfStreams.Decode(data, filter, most) ?? throw new UnreadableException(FailureCode.Damaged, "The picture of the page is coded in an unknown way.");
        }

        return data;
    }

    private static byte[]? PaletteOf(PdfObject image)
    {
        var space = image["ColorSpace"];
        if (ImageFacts.KindOf(space) != ColorKind.Indexed)
        {
            return null;
        }

        var table = space[3].Bytes ?? PdfStreams.Decode(space[3], MostProfileBytes);
        return (table, ImageFacts.KindOf(space[1])) switch
        {
            (null, _) => null,
            (_, ColorKind.Rgb) => table,
            (_, ColorKind.Gray) => [.. table.SelectMany(gray => (byte[])[gray, gray, gray])],
            _ => null,
        };
    }
}
