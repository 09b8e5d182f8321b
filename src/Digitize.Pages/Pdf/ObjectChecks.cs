using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>Rules that hold for every object, whoever uses it: clauses 6.1.7, 6.1.13, 6.2.5, 6.2.8, 6.2.9, 6.2.10, 6.5.1, 6.8.</summary>
internal sealed class ObjectChecks(Findings findings)
{
    private static readonly HashSet<string> Filters =
        ["/ASCIIHexDecode", "/ASCII85Decode", "/FlateDecode", "/RunLengthDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/DCTDecode", "/JPXDecode"];

    private static readonly HashSet<string> BlendModes =
    [
        "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight",
        "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
    ];

    private static readonly HashSet<string> ForbiddenActions =
    [
        "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript",
        "/set-state", "/noop", "/RichMediaExecute",
    ];

    public void Check(PdfObject value, int holder)
    {
        var place = holder == 0 ? "trailer" : string.Create(CultureInfo.InvariantCulture, $"object {holder}");
        switch (value.Kind)
        {
            case PdfKind.Integer:
                findings.Expect(value.Integer is >= int.MinValue and <= int.MaxValue, "6.1.13", "A whole number has more than 32 bits.", place);
                break;
            case PdfKind.Real:
                findings.Expect(Math.Abs(value.Value ?? 0) <= 3.403e38, "6.1.13", "A number lies beyond what may be.", place);
                break;
            case PdfKind.String:
                findings.Expect(value.Bytes!.Length <= ContentChecks.Limits.LongestString, "6.1.13", "A string has more than 32767 bytes.", place);
                break;
            case PdfKind.Name:
                CheckName(value.Name!, place);
                break;
            case PdfKind.Dictionary or PdfKind.Stream:
                CheckDictionary(value, place);
                break;
        }
    }

    private void CheckName(string name, string place) =>
        findings.Expect(name.Length - 1 <= ContentChecks.Limits.LongestName, "6.1.13", "A name has more than 127 bytes.", place);

    private void CheckDictionary(PdfObject value, string place)
    {
        var keys = value.Keys();
        foreach (var key in keys)
        {
            CheckName(key, place);
        }

        if (value.IsStream)
        {
            CheckStream(value, keys, place);
        }

        if (value["/Type"].Name == "/ExtGState" || keys.Contains("/HTP") || keys.Contains("/TR") || keys.Contains("/BM"))
        {
            CheckGraphicsState(value, place);
        }

        if (value["/S"].Name is { } action && ForbiddenActions.Contains(action) && value["/Type"].Name is "/Action" or null && !keys.Contains("/K") && !keys.Contains("/P"))
        {
            findings.Add("6.5.1", $"There is an action that PDF/A-2 does not allow: {action.TrimStart('/')}.", place);
        }

        findings.Expect(!keys.Contains("/EF"), "6.8", "A file is attached, and nobody knows whether it is PDF/A.", place);
    }

    private void CheckStream(PdfObject stream, List<string> keys, string place)
    {
        findings.Expect(!keys.Contains("/F") && !keys.Contains("/FFilter") && !keys.Contains("/FDecodeParms"), "6.1.7.1", "A stream's data is in another file.", place);
        var filter = stream["/Filter"];
        foreach (var name in filter.IsArray ? filter.Items().Select(item => item.Name) : filter.IsNull ? [] : [filter.Name])
        {
            findings.Expect(name is not null && Filters.Contains(name), "6.1.7.2", "A stream is compressed with LZW, encrypted, or under a filter that ISO 32000-1 does not know.", place);
        }

        switch (stream["/Subtype"].Name)
        {
            case "/Image":
                findings.Expect(!keys.Contains("/Alternates"), "6.2.8.1", "A picture has alternates.", place);
                findings.Expect(!keys.Contains("/OPI"), "6.2.8.1", "A picture stands for one that is elsewhere (OPI).", place);
                findings.Expect(!stream["/Interpolate"].IsTrue, "6.2.8.1", "A picture asks for interpolation.", place);
                findings.Expect(stream["/ImageMask"].IsTrue || filter.Name == "/JPXDecode" || stream["/BitsPerComponent"].Integer is 1 or 2 or 4 or 8 or 16, "6.2.8.1", "A picture has an odd number of bits.", place);
                break;
            case "/Form":
                findings.Expect(!keys.Contains("/OPI") && !keys.Contains("/PS") && stream["/Subtype2"].Name != "/PS", "6.2.9.1", "A form carries OPI or PostScript.", place);
                findings.Expect(!keys.Contains("/Ref"), "6.2.9.2", "A form stands for a page of another file.", place);
                break;
            case "/PS":
                findings.Add("6.2.9.3", "There is PostScript to be drawn.", place);
                break;
        }
    }

    private void CheckGraphicsState(PdfObject state, string place)
    {
        findings.Expect(!state.Has("/TR"), "6.2.5", "A graphics state has a transfer function (TR).", place);
        findings.Expect(!state.Has("/TR2") || state["/TR2"].Name == "/Default", "6.2.5", "A graphics state has a transfer function (TR2).", place);
        findings.Expect(!state.Has("/HTP"), "6.2.5", "A graphics state moves the halftone (HTP).", place);
        var halftone = state["/HT"];
        if (halftone["/HalftoneType"].Integer is { } type)
        {
            findings.Expect(type is 1 or 5, "6.2.5", "A halftone is of a type other than 1 or 5.", place);
            findings.Expect(!halftone.Has("/HalftoneName"), "6.2.5", "A halftone has a name.", place);
        }

        var modes = state["/BM"];
        foreach (var mode in modes.IsArray ? modes.Items().Select(item => item.Name) : modes.IsNull ? [] : [modes.Name])
        {
            findings.Expect(mode is not null && BlendModes.Contains(mode), "6.2.10", "A blend mode is none that ISO 32000-1 knows.", place);
        }

        if (state["/RI"].Name is { } intent)
        {
            findings.Expect(intent is "/RelativeColorimetric" or "/AbsoluteColorimetric" or "/Perceptual" or "/Saturation", "6.2.6", "A rendering intent is none of the four that there are.", place);
        }
    }
}
