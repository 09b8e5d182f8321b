namespace Digitize.Pages.Pdf;

/// <summary>How one font is used in a document.</summary>
internal sealed class FontUse(string place)
{
    /// <summary>Where it was met first.</summary>
    public string Place { get; } = place;

    /// <summary>Something is drawn with it, so that its shapes matter.</summary>
    public bool IsVisible { get; set; }

    public bool HasTwoByteCodes { get; init; }

    /// <summary>Codes that are shown, visibly or not.</summary>
    public HashSet<int> Codes { get; } = [];
}

/// <summary>Fonts of a document and the codes that are shown with them.</summary>
internal sealed class FontUses
{
    private readonly Dictionary<(int, int), FontUse> _uses = [];
    private readonly List<FontUse> _direct = [];

    public IEnumerable<((int Id, int Generation) Id, FontUse Use)> All => _uses.Select(entry => (entry.Key, entry.Value));

    /// <summary>Fonts that are no objects of their own and so cannot be looked at again.</summary>
    public IEnumerable<FontUse> Direct => _direct;

    public FontUse Use(PdfObject font, string place)
    {
        var id = font.Id;
        if (id.Id != 0 && _uses.TryGetValue(id, out var use))
        {
            return use;
        }

        // Codes of other encodings than these have one to four bytes, as a CMap says; those are not looked at.
        use = new FontUse(place) { HasTwoByteCodes = font["/Subtype"].Name == "/Type0" };
        if (id.Id != 0)
        {
            _uses.Add(id, use);
        }
        else if (_direct.Count < 1000)
        {
            _direct.Add(use);
        }

        return use;
    }

    public static void Show(FontUse? use, List<Operand> operands, bool invisible)
    {
        if (use is null)
        {
            return;
        }

        foreach (var operand in operands)
        {
            if (operand.Kind == OperandKind.Text && operand.Bytes.Length > 0)
            {
                use.IsVisible |= !invisible;
                AddCodes(use, operand.Bytes);
            }
        }
    }

    private static void AddCodes(FontUse use, byte[] bytes)
    {
        var step = use.HasTwoByteCodes ? 2 : 1;
        for (var i = 0; i + step <= bytes.Length; i += step)
        {
            use.Codes.Add(step == 2 ? (bytes[i] << 8) | bytes[i + 1] : bytes[i]);
        }
    }
}
