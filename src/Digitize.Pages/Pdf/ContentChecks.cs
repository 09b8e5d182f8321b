namespace Digitize.Pages.Pdf;

/// <summary>
/// Follows what is really drawn: pages, their forms, patterns, appearances and Type 3 letters. Notes which fonts are shown with which codes,
/// and checks operators, colors and nesting: clauses 6.1.10, 6.1.13, 6.2.2, 6.2.4, 6.2.6.
/// </summary>
internal sealed class ContentChecks(ColorChecks colors, FontUses fonts, Findings findings, CancellationToken cancel)
{
    /// <summary>What one page draws is seldom more than a megabyte; maps may have fifty.</summary>
    private const int LargestContent = 128 << 20;

    private const int DeepestForm = 50;

    /// <summary>Clause 6.1.13.</summary>
    private const int DeepestNesting = 28;

    private static readonly HashSet<string> Operators = [.. (
        "b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri s S SC sc SCN scn sh "
        + "T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"").Split(' ')];

    private readonly HashSet<((int, int), bool)> _drawn = [];

    public void CheckPage(PdfObject page, string place)
    {
        var contents = page["/Contents"];
        using var data = new MemoryStream();
        foreach (var part in contents.IsStream ? [contents] : contents.Items())
        {
            if (StreamDecoder.Decode(part, LargestContent) is not { } decoded)
            {
                findings.Add("6.2.2", "The page's contents cannot be looked into: they are damaged, too large, or under a filter that is not allowed.", place);
                return;
            }

            data.Write(decoded);
            data.WriteByte((byte)'\n');
        }

        Read(data.ToArray(), page["/Resources"], place, new State(), 0);
        foreach (var annotation in page["/Annots"].Items())
        {
            CheckStream(annotation["/AP"]["/N"], page.Document.Null, $"{place}, annotation", new State(), 0);
        }
    }

    /// <summary>A form, a pattern or a letter.</summary>
    private void CheckStream(PdfObject stream, PdfObject parentResources, string place, State state, int depth)
    {
        if (!stream.IsStream || depth > DeepestForm || (stream.IsIndirect && !_drawn.Add((stream.Id, state.Invisible))))
        {
            return;
        }

        cancel.ThrowIfCancellationRequested();
        colors.CheckGroup(stream, place);
        var resources = stream["/Resources"];
        if (StreamDecoder.Decode(stream, LargestContent) is { } data)
        {
            Read(data, resources.IsDictionary ? resources : parentResources, place, state, depth + 1);
        }
        else
        {
            findings.Add("6.2.2", "A form cannot be looked into: it is damaged, too large, or under a filter that is not allowed.", place);
        }
    }

    private void Read(byte[] data, PdfObject resources, string place, State state, int depth)
    {
        var reader = new ContentReader(data);
        var saved = new Stack<State>();
        while (reader.Next() is { } name)
        {
            using var scope = resources.Document.Scope();
            CheckLimits(reader.Operands, place);
            findings.Expect(Operators.Contains(name), "6.2.2", "There is an operator that ISO 32000-1 does not know.", place);
            switch (name)
            {
                case "q":
                    saved.Push(state);
                    findings.Expect(saved.Count <= DeepestNesting, "6.1.13", "Graphics states are nested more than 28 deep.", place);
                    break;
                case "Q" when saved.Count > 0:
                    state = saved.Pop();
                    break;
                default:
                    state = Apply(name, reader.Operands, resources, place, state, depth);
                    break;
            }
        }
    }

    private State Apply(string name, List<Operand> operands, PdfObject resources, string place, State state, int depth)
    {
        var last = operands.Count > 0 ? operands[^1] : default;
        switch (name)
        {
            case "Tr":
                return state with { Invisible = last.Number == 3 };
            case "Tf" when operands.Count > 1:
                return state with { Font = UseFont(resources["/Font"][operands[0].Name], resources, place, state, depth) };
            case "gs":
                return ApplyGraphicsState(resources["/ExtGState"][last.Name], resources, place, state, depth);
            case "Tj" or "TJ" or "'" or "\"":
                FontUses.Show(state.Font, operands, state.Invisible);
                break;
            case "rg" or "RG":
                colors.CheckNamed("/DeviceRGB", resources, place);
                break;
            case "k" or "K":
                colors.CheckNamed("/DeviceCMYK", resources, place);
                break;
            case "cs" or "CS":
                colors.CheckNamed(last.Name, resources, place);
                break;
            case "scn" or "SCN" when last.Kind == OperandKind.Name:
                CheckPattern(resources["/Pattern"][last.Name], resources, place, depth);
                break;
            case "sh":
                colors.CheckSpace(resources["/Shading"][last.Name]["/ColorSpace"], resources, place);
                break;
            case "ri":
                colors.CheckIntent(last.Name, place);
                break;
            case "Do":
                Draw(resources["/XObject"][last.Name], resources, place, state, depth);
                break;
            case "BI":
                CheckInlineImage(operands, resources, place);
                break;
        }

        return state;
    }

    private void Draw(PdfObject drawn, PdfObject resources, string place, State state, int depth)
    {
        if (drawn["/Subtype"].Name == "/Form")
        {
            findings.Expect(drawn["/Resources"].IsDictionary || !Refers(drawn), "6.2.2", "A form uses the resources of its page instead of its own.", place);
            CheckStream(drawn, resources, place, state, depth);
        }
        else if (drawn.IsStream)
        {
            colors.CheckImage(drawn, resources, place);
        }
    }

    private static bool Refers(PdfObject form) =>
        StreamDecoder.Decode(form, LargestContent) is not { } data || data.AsSpan().IndexOf((byte)'/') >= 0;

    private State ApplyGraphicsState(PdfObject graphicsState, PdfObject resources, string place, State state, int depth)
    {
        CheckStream(graphicsState["/SMask"]["/G"], resources, place, new State(), depth);
        var font = graphicsState["/Font"][0];
        return font.IsDictionary ? state with { Font = UseFont(font, resources, place, state, depth) } : state;
    }

    private FontUse? UseFont(PdfObject font, PdfObject resources, string place, State state, int depth)
    {
        if (!font.IsDictionary)
        {
            findings.Add("6.2.11.2", "A font is used that is not there.", place);
            return null;
        }

        if (font["/Subtype"].Name == "/Type3")
        {
            var own = font["/Resources"];
            foreach (var letter in font["/CharProcs"].Keys())
            {
                CheckStream(font["/CharProcs"][letter], own.IsDictionary ? own : resources, $"{place}, letters of a Type 3 font", state, depth);
            }
        }

        return fonts.Use(font, place);
    }

    private void CheckPattern(PdfObject pattern, PdfObject resources, string place, int depth)
    {
        if (pattern.IsStream)
        {
            CheckStream(pattern, resources, place, new State(), depth);
        }
        else
        {
            colors.CheckSpace(pattern["/Shading"]["/ColorSpace"], resources, place);
        }
    }

    private void CheckInlineImage(List<Operand> operands, PdfObject resources, string place)
    {
        for (var i = 0; i + 1 < operands.Count; i++)
        {
            var value = operands[i + 1];
            switch (operands[i].Name)
            {
                case "/CS" or "/ColorSpace":
                    colors.CheckNamed(value.Name switch { "/RGB" => "/DeviceRGB", "/CMYK" => "/DeviceCMYK", "/G" => "/DeviceGray", var other => other }, resources, place);
                    break;
                case "/I" or "/Interpolate":
                    findings.Expect(!value.Bytes.AsSpan().SequenceEqual("true"u8), "6.2.8.1", "An inline image asks for interpolation.", place);
                    break;
                case "/Intent":
                    colors.CheckIntent(value.Name, place);
                    break;
            }

            findings.Expect(operands[i].Name is not ("/LZW" or "/LZWDecode" or "/Crypt"), "6.1.10", "An inline image is compressed with LZW or encrypted.", place);
            findings.Expect(value.Name is not ("/LZW" or "/LZWDecode" or "/Crypt"), "6.1.10", "An inline image is compressed with LZW or encrypted.", place);
        }
    }

    private void CheckLimits(List<Operand> operands, string place)
    {
        foreach (var operand in operands)
        {
            findings.Expect(operand.Kind != OperandKind.Text || operand.Bytes.Length <= Limits.LongestString, "6.1.13", "A string has more than 32767 bytes.", place);
            findings.Expect(operand.Kind != OperandKind.Name || operand.Bytes.Length <= Limits.LongestName, "6.1.13", "A name has more than 127 bytes.", place);
            findings.Expect(!(Math.Abs(operand.Number) > 3.403e38), "6.1.13", "A number lies beyond what may be.", place);
        }
    }

    /// <summary>Clause 6.1.13.</summary>
    internal static class Limits
    {
        public const int LongestString = 32767;
        public const int LongestName = 127;
    }

    private readonly record struct State(FontUse? Font, bool Invisible);
}
