namespace Digitize.Pages.Pdf;

/// <summary>Fonts that are used: clause 6.2.11.</summary>
internal sealed class FontChecks(Findings findings)
{
    private const int LargestProgram = 64 << 20;

    /// <summary>ISO 32000-1, 9.8.2: flag bits 3 and 6.</summary>
    private const long Symbolic = 4;
    private const long Nonsymbolic = 32;

    /// <summary>Thousandths of the font size by which a width may differ: what rounding makes, as validators allow it.</summary>
    private const double WidthTolerance = 1;

    public void Check(PdfObject font, FontUse use)
    {
        var place = use.Place;
        var kind = font["/Subtype"].Name;
        findings.Expect(font["/Type"].Name == "/Font", "6.2.11.2", "A font does not say that it is one.", place);
        findings.Expect(kind == "/Type3" || font["/BaseFont"].Name is not null, "6.2.11.2", "A font has no name.", place);
        findings.Expect(IsUtf8(font["/BaseFont"].Name), "6.1.8", "The name of a font is not UTF-8.", place);
        switch (kind)
        {
            case "/Type0":
                CheckComposite(font, use);
                break;
            case "/Type1" or "/MMType1" or "/TrueType" or "/Type3":
                CheckSimple(font, kind, use);
                break;
            default:
                findings.Add("6.2.11.2", "A font is of no kind that ISO 32000-1 knows.", place);
                break;
        }
    }

    private static bool IsUtf8(string? name)
    {
        try
        {
            _ = name is null ? 0 : new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(System.Text.Encoding.Latin1.GetBytes(name));
            return true;
        }
        catch (System.Text.DecoderFallbackException)
        {
            return false;
        }
    }

    private void CheckSimple(PdfObject font, string kind, FontUse use)
    {
        var first = font["/FirstChar"].Integer;
        var last = font["/LastChar"].Integer;
        var widths = font["/Widths"];
        var counted = first is not null && last is not null && widths.Count == last - first + 1;
        var descriptor = font["/FontDescriptor"];
        if (kind == "/Type3")
        {
            findings.Expect(counted, "6.2.11.2", "A font does not give the widths of all its letters.", use.Place);
            return;
        }

        if (!use.IsVisible)
        {
            return;
        }

        var program = kind == "/TrueType" ? Program(descriptor, "/FontFile2", "/FontFile3") : Program(descriptor, "/FontFile", "/FontFile3");
        if (program.IsNull)
        {
            findings.Add("6.2.11.4.1", $"The font {Shown(font)} is not embedded.", use.Place);
            return;
        }

        findings.Expect(counted, "6.2.11.2", "A font does not give the widths of all its letters.", use.Place);
        if (kind == "/TrueType" && counted)
        {
            CheckTrueType(font, descriptor, program, use);
        }
    }

    private void CheckTrueType(PdfObject font, PdfObject descriptor, PdfObject file, FontUse use)
    {
        var flags = descriptor["/Flags"].Integer ?? 0;
        var symbolic = (flags & Symbolic) != 0 || (flags & Nonsymbolic) == 0;
        var encoding = font["/Encoding"];
        var named = encoding.Name ?? encoding["/BaseEncoding"].Name;
        var differences = encoding["/Differences"].Count > 0;
        var program = StreamDecoder.Decode(file, LargestProgram) is { } data ? TrueTypeProgram.Read(data) : null;
        if (program is null)
        {
            findings.Expect(!descriptor["/FontFile2"].IsStream, "6.2.11.2", $"The program of the font {Shown(font)} is damaged.", use.Place);
            return;
        }

        if (symbolic)
        {
            findings.Expect(encoding.IsNull, "6.2.11.6", $"The symbolic font {Shown(font)} has an encoding.", use.Place);
            findings.Expect(program.Maps.Count == 1 || program.Maps.Contains((3, 0)), "6.2.11.6", $"The symbolic font {Shown(font)} leaves open which of its character maps counts.", use.Place);
        }
        else
        {
            findings.Expect(program.Maps.Count > 0, "6.2.11.6", $"The font {Shown(font)} has no character map.", use.Place);
            findings.Expect(named is "/MacRomanEncoding" or "/WinAnsiEncoding", "6.2.11.6", $"The font {Shown(font)} has an encoding other than WinAnsi or MacRoman.", use.Place);
            findings.Expect(!differences || program.Maps.Contains((3, 1)), "6.2.11.6", $"The font {Shown(font)} renames letters and has no Unicode map.", use.Place);
        }

        if (!differences)
        {
            CheckGlyphs(font, program, use, code => symbolic ? SymbolGlyph(program, code) : named == "/WinAnsiEncoding" ? WinAnsiGlyph(program, code) : null);
        }
    }

    /// <param name="glyphOf">Null where it cannot be told.</param>
    private void CheckGlyphs(PdfObject font, TrueTypeProgram program, FontUse use, Func<int, int?> glyphOf)
    {
        var first = (int)(font["/FirstChar"].Integer ?? 0);
        var widths = font["/Widths"];
        foreach (var code in use.Codes.Order())
        {
            if (glyphOf(code) is { } glyph)
            {
                var width = code >= first ? widths[code - first].Value ?? 0 : font["/FontDescriptor"]["/MissingWidth"].Value ?? 0;
                CheckGlyph(font, program, glyph, width, use.Place);
            }
        }
    }

    private void CheckGlyph(PdfObject font, TrueTypeProgram program, int glyph, double width, string place)
    {
        findings.Expect(glyph != 0, "6.2.11.8", $"The font {Shown(font)} shows a letter that it does not have.", place);
        findings.Expect(glyph < program.GlyphCount, "6.2.11.4.1", $"The font {Shown(font)} lacks shapes of letters that are shown.", place);
        findings.Expect(glyph == 0 || program.Width(glyph) is not { } own || Math.Abs(own - width) <= WidthTolerance,
            "6.2.11.5", $"The font {Shown(font)} gives other widths than its program.", place);
    }

    private static int? SymbolGlyph(TrueTypeProgram program, int code)
    {
        if (program.Maps.Contains((3, 0)))
        {
            return program.Glyph((3, 0), code) is > 0 and var direct ? direct : program.Glyph((3, 0), 0xF000 + code);
        }

        return program.Glyph((1, 0), code);
    }

    private static int? WinAnsiGlyph(TrueTypeProgram program, int code)
    {
        // Codes 128 to 159 of Windows code page 1252; 0 where it has nothing.
        const string High = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";
        var character = code is >= 0x80 and <= 0x9F ? High[code - 0x80] : code;
        return character < ' ' || character is 0xA0 or 0xAD ? null : program.Glyph((3, 1), character);
    }

    private void CheckComposite(PdfObject font, FontUse use)
    {
        var descendant = font["/DescendantFonts"][0];
        var kind = descendant["/Subtype"].Name;
        var descriptor = descendant["/FontDescriptor"];
        findings.Expect(kind is "/CIDFontType0" or "/CIDFontType2", "6.2.11.2", $"The font {Shown(font)} has no parts of a kind that ISO 32000-1 knows.", use.Place);
        CheckEncoding(font, descendant, use.Place);
        var identity = font["/Encoding"].Name is "/Identity-H" or "/Identity-V";
        findings.Expect(!identity || !use.Codes.Contains(0), "6.2.11.8", $"The font {Shown(font)} shows a letter that it does not have.", use.Place);
        var program = kind == "/CIDFontType2" ? Program(descriptor, "/FontFile2", "/FontFile3") : Program(descriptor, "/FontFile3", "/FontFile3");
        if (program.IsNull)
        {
            findings.Expect(!use.IsVisible, "6.2.11.4.1", $"The font {Shown(font)} is not embedded.", use.Place);
            return;
        }

        var map = descendant["/CIDToGIDMap"];
        findings.Expect(kind != "/CIDFontType2" || map.IsStream || map.Name == "/Identity", "6.2.11.3.2", $"The font {Shown(font)} does not say which shapes its letters have.", use.Place);
        if (kind == "/CIDFontType2" && identity && use.IsVisible && StreamDecoder.Decode(program, LargestProgram) is { } data && TrueTypeProgram.Read(data) is { } trueType)
        {
            var glyphs = map.IsStream ? StreamDecoder.Decode(map, 1 << 18) ?? [] : null;
            var widths = CidWidths.Read(descendant);
            foreach (var code in use.Codes.Order())
            {
                var glyph = glyphs is null ? code : (code * 2) + 1 < glyphs.Length ? (glyphs[code * 2] << 8) | glyphs[(code * 2) + 1] : 0;
                CheckGlyph(font, trueType, glyph, widths.Of(code), use.Place);
            }
        }
    }

    private void CheckEncoding(PdfObject font, PdfObject descendant, string place)
    {
        var encoding = font["/Encoding"];
        if (encoding.Name is "/Identity-H" or "/Identity-V")
        {
            return;
        }

        var collection = descendant["/CIDSystemInfo"];
        var ordering = encoding.IsStream ? encoding["/CIDSystemInfo"]["/Ordering"].Text : PredefinedCMaps.Ordering(encoding.Name ?? "");
        findings.Expect(encoding.IsStream || ordering is not null, "6.2.11.3.3", $"The encoding of the font {Shown(font)} is neither embedded nor one that all viewers have.", place);
        findings.Expect(ordering is null || (collection["/Registry"].Text == "Adobe" && collection["/Ordering"].Text == ordering) || encoding.IsStream && collection["/Ordering"].Text == ordering,
            "6.2.11.3.1", $"The font {Shown(font)} and its encoding count letters differently.", place);
    }

    private static PdfObject Program(PdfObject descriptor, string key, string otherKey) => descriptor[key].IsStream ? descriptor[key] : descriptor[otherKey];

    private static string Shown(PdfObject font) => PdfSyntax.Clean((font["/BaseFont"].Name ?? "without a name").TrimStart('/'));
}
