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

    /// <summary>Of a fax that does not say: ISO 32000-1 table 11.</summary>
    private const int StandardColumns = 1728;

    /// <summary>From here on each row begins with the number of its PNG filter, and the value itself says nothing: ISO 32000-1 table 10.</summary>
    private const int LeastPngPredictor = 10;

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

    /// <summary>Whether this is a JPEG that is not whole. Poppler leaves such a picture white and says nothing.</summary>
    internal static bool IsBrokenJpeg(PdfObject image)
    {
        if (PdfFilter.Of(image, MostProfileBytes) is not [{ Name: "DCTDecode" }] || image.Raw is not { } data)
        {
            return false;
        }

        try
        {
            return !JpegHeader.Read(data).IsComplete;
        }
        catch (UnreadableException unreadable)
        {
            return unreadable.Failure.Code == FailureCode.Damaged;
        }
    }

    /// <summary>Number of the object with JBIG2 segments that this picture shares with others; 0 when there is none.</summary>
    internal static int GlobalsOf(PdfObject image)
    {
        var parms = image["DecodeParms"];
        return (parms.IsArray ? parms[parms.Count - 1] : parms)["JBIG2Globals"].Id;
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
    /// <param name="missing">Tells of a part that is not there.</param>
    internal PixHandle? DecodeCodec(out Failure? missing)
    {
        missing = null;
        switch (Codec?.Name)
        {
            case "DCTDecode":
                var jpeg = JpegHeader.Read(Data).Picture with { Orientation = Orientation.Upright };
                return DecodeJpeg(Planned(jpeg), out missing);
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
            case "CCITTFaxDecode":
                return Fax(Codec);
            case "JBIG2Decode":
                return new PictureStream(PictureCoding.Jbig2, PictureColor.Bitonal, Facts.Width, Facts.Height, 1, Data)
                {
                    Globals = Codec.Globals,
                    Inverted = Facts.IsInverted,
                };
            default:
                return Filters is [{ Name: "FlateDecode" } flate] ? Flate(flate) : null;
        }
    }

    /// <summary>Any dialect of fax, but only when its rows are as long as the picture is wide.</summary>
    private PictureStream? Fax(PdfFilter fax) => (fax.HasColumns ? fax.Columns : StandardColumns) != Facts.Width
        ? null
        : new PictureStream(PictureCoding.Ccitt, PictureColor.Bitonal, Facts.Width, Facts.Height, 1, Data)
        {
            Fax = new FaxCoding { K = fax.K, EndOfLine = fax.HasEndOfLine, EncodedByteAlign = fax.ByteAligned, EndOfBlock = fax.EndOfBlock },
            Inverted = IsInvertedFax,
        };

    /// <summary>The samples as they are packed, where their filter is one that our writer names.</summary>
    private PictureStream? Flate(PdfFilter flate)
    {
        var (color, components) = Facts.Color switch
        {
            ColorKind.Rgb => (PictureColor.Rgb, 3),
            ColorKind.Indexed => (PictureColor.Palette, 1),
            _ => (Facts.Bits == 1 ? PictureColor.Bitonal : PictureColor.Gray, 1),
        };
        var isFiltered = flate.Predictor >= LeastPngPredictor;
        var isAsUsual = isFiltered ? flate.Colors == components && flate.Bits == Facts.Bits && flate.Columns == Facts.Width : flate.Predictor == 1;
        return !isAsUsual || Facts.Bits > 8 ? null : new PictureStream(isFiltered ? PictureCoding.FlatePng : PictureCoding.Flate, color, Facts.Width, Facts.Height, Facts.Bits, Data)
        {
            Palette = Palette,
            IccProfile = IccProfile,

            // In a PDF 0 is black, and what our decoder calls usual is 1.
            Inverted = color == PictureColor.Bitonal ? !Facts.IsInverted : Facts.IsInverted,
        };
    }

    private PixHandle DecodeJpeg(PictureHeader planned, out Failure? missing)
    {
        var pix = PictureDecoder.DecodeJpeg(Data, planned, out var rows);
        missing = PictureDecoder.Missing(rows, planned.Height);
        return pix;
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
