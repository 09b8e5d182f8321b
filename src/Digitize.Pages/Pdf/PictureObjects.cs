using System.Globalization;
using System.Security.Cryptography;
using Digitize.Pages.Imaging;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Turns coded pictures into image objects, and lays them on a page. The coded bytes go in as they are, and the same bytes only once:
/// four pages that show one picture share its object, as they may have done in the upload.
/// </summary>
internal sealed class PictureObjects(PdfWriter writer)
{
    private readonly Dictionary<string, int> _profiles = [];
    private readonly Dictionary<string, int> _streams = [];

    /// <summary>Writes the layers' images and the operators that paint them; the answer is the page's /XObject resources.</summary>
    public string Paint(EncodedPicture picture, PageSize size, ContentWriter content)
    {
        var resources = "";
        content.Line($"q {Matrix(picture.Placement, size)} cm");
        for (var i = 0; i < picture.Layers.Count; i++)
        {
            var layer = picture.Layers[i];
            var mask = layer.Mask is null ? (int?)null : AddStencil(layer.Mask);
            var image = layer.Color is { } color ? AddImage(color, mask) : mask;
            if (image is null)
            {
                throw new ArgumentException("A layer has neither a picture nor a mask.", nameof(picture));
            }

            if (layer.Color is null)
            {
                content.Line(Ink(layer.Ink));
            }

            content.Line(string.Create(CultureInfo.InvariantCulture, $"/I{i} Do"));
            resources += string.Create(CultureInfo.InvariantCulture, $"/I{i} {image} 0 R");
        }

        content.Line("Q");
        return resources;
    }

    /// <summary>From the unit square, in which PDF paints a picture, to the page: stretched and turned to fill it, then straightened about its middle.</summary>
    internal static string Matrix(Placement placement, PageSize size)
    {
        var (w, h) = (size.WidthPoints, size.HeightPoints);
        var (a, b, c, d, e, f) = placement.Turn switch
        {
            QuarterTurn.Clockwise90 => (0, -h, w, 0, 0, h),
            QuarterTurn.HalfTurn => (-w, 0, 0, -h, w, h),
            QuarterTurn.Clockwise270 => (0, h, -w, 0, w, 0),
            _ => (w, 0.0, 0.0, h, 0.0, 0.0),
        };
        if (placement.DeskewDegrees == 0)
        {
            return PdfSyntax.Numbers(4, a, b, c, d, e, f);
        }

        // Clockwise, with y upwards: (x, y) becomes (x cos + y sin, y cos - x sin).
        var (sin, cos) = Math.SinCos(placement.DeskewDegrees * Math.PI / 180);
        var (x, y) = (e - (w / 2), f - (h / 2));
        return PdfSyntax.Numbers(4,
            (a * cos) + (b * sin), (b * cos) - (a * sin),
            (c * cos) + (d * sin), (d * cos) - (c * sin),
            (x * cos) + (y * sin) + (w / 2), (y * cos) - (x * sin) + (h / 2));
    }

    /// <summary>Black and grey in DeviceGray, which is fine whatever the output intent; colours in DeviceRGB.</summary>
    private static string Ink((byte R, byte G, byte B) ink) => ink.R == ink.G && ink.G == ink.B
        ? PdfSyntax.Number(ink.R / 255.0) + " g"
        : PdfSyntax.Numbers(3, ink.R / 255.0, ink.G / 255.0, ink.B / 255.0) + " rg";

    private int AddStencil(PictureStream mask)
    {
        if (mask.Color != PictureColor.Bitonal)
        {
            throw new ArgumentException("A mask is bitonal.", nameof(mask));
        }

        // A stencil paints where samples are 0 unless /Decode says otherwise, also as the /Mask of a picture.
        return AddOnce(Common(mask) + "/ImageMask true" + (BlackIsOne(mask) ? "/Decode[1 0]" : ""), mask.Data);
    }

    private int AddImage(PictureStream picture, int? mask)
    {
        var entries = Common(picture) + ColorSpace(picture) + Decode(picture);
        return AddOnce(entries + (mask is null ? "" : string.Create(CultureInfo.InvariantCulture, $"/Mask {mask} 0 R")), picture.Data);
    }

    /// <summary>The object that says the same in the same bytes, or a new one.</summary>
    private int AddOnce(string entries, byte[] data)
    {
        var key = entries + Convert.ToHexString(SHA256.HashData(data));
        if (!_streams.TryGetValue(key, out var number))
        {
            number = writer.AddStream(entries, data);
            _streams.Add(key, number);
        }

        return number;
    }

    private string Common(PictureStream picture)
    {
        var size = string.Create(CultureInfo.InvariantCulture, $"/Type/XObject/Subtype/Image/Width {picture.Width}/Height {picture.Height}");
        var bits = string.Create(CultureInfo.InvariantCulture, $"/BitsPerComponent {picture.BitsPerComponent}");
        return size + picture.Coding switch
        {
            PictureCoding.Jpeg => bits + "/Filter/DCTDecode",
            PictureCoding.Jpeg2000 => "/Filter/JPXDecode",
            PictureCoding.Jbig2 when picture.Globals is { } globals => bits + string.Create(CultureInfo.InvariantCulture,
                $"/Filter/JBIG2Decode/DecodeParms<</JBIG2Globals {AddOnce("", globals)} 0 R>>"),
            PictureCoding.Jbig2 => bits + "/Filter/JBIG2Decode",
            PictureCoding.Ccitt => bits + "/Filter/CCITTFaxDecode" + Parameters(picture.Fax, picture),
            PictureCoding.Flate => bits + "/Filter/FlateDecode",
            _ => bits + string.Create(CultureInfo.InvariantCulture,
                $"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors {Channels(picture.Color)}/BitsPerComponent {picture.BitsPerComponent}/Columns {picture.Width}>>"),
        };
    }

    private static string Parameters(FaxCoding fax, PictureStream picture) => string.Create(CultureInfo.InvariantCulture,
        $"/DecodeParms<</K {fax.K}/Columns {picture.Width}/Rows {picture.Height}/EndOfBlock {Word(fax.EndOfBlock)}")
        + (fax.EndOfLine ? "/EndOfLine true" : "") + (fax.EncodedByteAlign ? "/EncodedByteAlign true" : "") + ">>";

    private static string Word(bool value) => value ? "true" : "false";

    private static int Channels(PictureColor color) => color switch
    {
        PictureColor.Rgb => 3,
        PictureColor.Cmyk => 4,
        _ => 1,
    };

    /// <summary>The JBIG2 and CCITT filters give 0 for black by themselves; raw samples have 1 for black.</summary>
    private static bool BlackIsOne(PictureStream picture) => picture.Inverted != (picture.Coding is PictureCoding.FlatePng or PictureCoding.Flate);

    private static string Decode(PictureStream picture) => picture.Color switch
    {
        PictureColor.Bitonal => BlackIsOne(picture) ? "/Decode[1 0]" : "",
        PictureColor.Palette => "",
        _ when !picture.Inverted => "",
        _ => "/Decode[" + string.Join(' ', Enumerable.Repeat("1 0", Channels(picture.Color))) + "]",
    };

    private string ColorSpace(PictureStream picture)
    {
        var device = picture.Color switch
        {
            PictureColor.Rgb or PictureColor.Palette => "/DeviceRGB",
            PictureColor.Cmyk => "/DeviceCMYK",
            _ => "/DeviceGray",
        };
        if (picture.Color == PictureColor.Palette)
        {
            var palette = picture.Palette ?? throw new ArgumentException("A picture of indexes has a palette.", nameof(picture));
            return string.Create(CultureInfo.InvariantCulture, $"/ColorSpace[/Indexed{device} {(palette.Length / 3) - 1}{PdfSyntax.Hex(palette)}]");
        }

        // What came with a bitonal picture would only change its black.
        return picture is { Color: not PictureColor.Bitonal, IccProfile: { } profile } && ColorProfiles.Components(profile) == Channels(picture.Color)
            ? string.Create(CultureInfo.InvariantCulture, $"/ColorSpace[/ICCBased {Profile(profile, Channels(picture.Color))} 0 R]")
            : "/ColorSpace" + device;
    }

    /// <summary>Pages of one scanner carry the same profile; the file holds it once.</summary>
    private int Profile(byte[] profile, int components)
    {
        var key = Convert.ToHexString(SHA256.HashData(profile));
        if (!_profiles.TryGetValue(key, out var number))
        {
            number = writer.AddCompressed(string.Create(CultureInfo.InvariantCulture, $"/N {components}"), profile);
            _profiles.Add(key, number);
        }

        return number;
    }
}
