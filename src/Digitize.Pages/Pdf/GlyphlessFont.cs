using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Digitize.Pages.Pdf;

/// <summary>
/// The font of the invisible text: its letters have widths and meanings, but nothing to be seen. One font serves a document and can hold any Unicode text:
/// each different character, together with the accents that belong to it, gets the next code, and /ToUnicode says what it means.
/// </summary>
internal sealed class GlyphlessFont
{
    /// <summary>Share of the font size that lies above the baseline; viewers mark this high.</summary>
    public const double Ascent = 0.8;

    /// <summary>Share of the font size that lies below the baseline.</summary>
    public const double Descent = 0.2;

    public const string Name = "GlyphLessFont";

    private const int UnitsPerEm = 1000;

    /// <summary>Most codes that two bytes can hold, 0 being the glyph for what is not there.</summary>
    private const int MostCodes = 0xFFFF;

    /// <summary>Widths of the glyphs; glyph 0 stands for what is not there and is never shown. About those of a common sans-serif face,
    /// so that a part of a word that is searched for is marked where it stands.</summary>
    private static readonly int[] GlyphWidths = [540, 280, 540, 720, 900];

    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<string> _meanings = [];

    public bool IsUsed => _meanings.Count > 0;

    /// <summary>The code of one character with its accents.</summary>
    public int Code(ReadOnlySpan<char> element)
    {
        var lookup = _codes.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(element, out var code))
        {
            return code;
        }

        var meaning = _meanings.Count < MostCodes - 1 ? element.ToString() : "\uFFFD";
        if (!_codes.TryGetValue(meaning, out code))
        {
            _meanings.Add(meaning);
            code = _meanings.Count;
            _codes.Add(meaning, code);
        }

        return code;
    }

    /// <summary>How far the code moves on, for each unit of font size.</summary>
    public double Width(int code) => GlyphWidths[Glyph(_meanings[code - 1])] / (double)UnitsPerEm;

    /// <summary>Writes the font and what it needs as object <paramref name="number"/>.</summary>
    public void WriteTo(PdfWriter writer, int number)
    {
        var program = TrueType();
        var file = writer.AddCompressed(string.Create(CultureInfo.InvariantCulture, $"/Length1 {program.Length}"), program);
        var descriptor = writer.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type/FontDescriptor/FontName/{Name}/Flags 4/FontBBox[0 -200 900 800]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 800/StemV 80/FontFile2 {file} 0 R>>"));
        var glyphs = writer.AddCompressed("", GlyphMap());
        var meanings = writer.AddCompressed("", Encoding.ASCII.GetBytes(ToUnicode()));
        var descendant = writer.Add(string.Create(CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{Name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW {GlyphWidths[0]}/W[{Widths()}]/CIDToGIDMap {glyphs} 0 R>>"));
        writer.Put(number, string.Create(CultureInfo.InvariantCulture,
            $"<</Type/Font/Subtype/Type0/BaseFont/{Name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {meanings} 0 R>>"));
    }

    private static int Glyph(string element) => element[0] switch
    {
        ' ' or 'i' or 'j' or 'l' or 'f' or 't' or 'r' or 'I' or '.' or ',' or ':' or ';' or '!' or '|' or '\'' or '’' or '‘'
            or '(' or ')' or '[' or ']' or '/' or '-' or '·' => 1,
        'm' or 'w' or 'M' or 'W' or '%' or '@' or '—' or '…' => 4,
        >= 'A' and <= 'Z' or 'Ä' or 'Ö' or 'Ü' or '&' => 3,
        _ => 2,
    };

    private byte[] GlyphMap()
    {
        var map = new byte[(_meanings.Count + 1) * 2];
        for (var code = 1; code <= _meanings.Count; code++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(code * 2), (ushort)Glyph(_meanings[code - 1]));
        }

        return map;
    }

    /// <summary>Runs of codes whose width is not the usual one.</summary>
    private string Widths()
    {
        var text = new StringBuilder();
        for (var code = 1; code <= _meanings.Count; code++)
        {
            var glyph = Glyph(_meanings[code - 1]);
            if (glyph != 2)
            {
                var last = code;
                while (last < _meanings.Count && Glyph(_meanings[last]) == glyph)
                {
                    last++;
                }

                text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : " ")}{code} {last} {GlyphWidths[glyph]}");
                code = last;
            }
        }

        return text.ToString();
    }

    private string ToUnicode()
    {
        var text = new StringBuilder("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            + "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
            + "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");

        // A block may hold a hundred lines, says the CMap specification.
        foreach (var block in _meanings.Select((meaning, i) => (Meaning: meaning, Code: i + 1)).Chunk(100))
        {
            text.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var (meaning, code) in block)
            {
                text.Append(CultureInfo.InvariantCulture, $"<{code:X4}><{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(meaning))}>\n");
            }

            text.Append("endbfchar\n");
        }

        return text.Append("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n").ToString();
    }

    /// <summary>The tables that ISO 32000-1, 9.9 asks of a TrueType program under a CIDFont, with outlines that cover nothing.</summary>
    private static byte[] TrueType()
    {
        var glyphs = GlyphWidths.Length;
        var widths = GlyphWidths.SelectMany(width => Shorts(width, 0)).ToArray();

        var outlines = GlyphWidths.Select(Outline).ToArray();
        var outline = outlines.SelectMany(bytes => bytes).ToArray();
        var places = Shorts([.. Enumerable.Range(0, glyphs + 1).Select(glyph => glyph * outlines[0].Length / 2)]);
        byte[] head =
        [
            .. Shorts(1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, UnitsPerEm), .. new byte[16],
            .. Shorts(0, -200, 900, 800, 0, 8, 2, 0, 0),
        ];
        var hhea = Shorts(1, 0, 800, -200, 0, 900, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, glyphs);
        var maxp = Shorts(1, 0, glyphs, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        return SfntFile.Build([("glyf", outline), ("head", head), ("hhea", hhea), ("hmtx", widths), ("loca", places), ("maxp", maxp)]);
    }

    /// <summary>
    /// There and back again from the lower left to the upper right: an outline that covers nothing and yet has a box, for mupdf leaves out text whose letters have none.
    /// Numbers as in the OpenType specification, table "glyf": one contour of two points on the curve.
    /// </summary>
    private static byte[] Outline(int width) =>
        [.. Shorts(1, 0, -200, width, 800, 1, 0), 1, 1, .. Shorts(0, width, -200, 1000)];

    private static byte[] Shorts(params ReadOnlySpan<int> values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), unchecked((ushort)values[i]));
        }

        return bytes;
    }
}
