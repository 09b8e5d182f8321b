using System.Globalization;
using System.Text;

namespace Digitize.Documents;

/// <summary>A word that an owner puts on documents to find them again. Two are the same when they differ in capitals only.</summary>
public readonly record struct TagName
{
    public const int MostCharacters = 100;

    private readonly string? _text;

    private TagName(string text) => _text = text;

    /// <summary>As the owner wrote it: NFC, without white space around.</summary>
    public string Text => _text ?? throw new InvalidOperationException("A tag that was never set.");

    /// <summary>The same for all spellings of one tag.</summary>
    public string Key => Text.ToUpperInvariant();

    /// <summary>Null when it cannot be a tag: empty, too long, or with signs that are not printed or turn the direction of writing.</summary>
    public static TagName? TryParse(string? text)
    {
        // Half a surrogate pair comes as a replacement character.
        if (text is null || text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar || !IsPrinted(rune)))
        {
            return null;
        }

        var clean = ComposedText.Of(text.Trim());
        return clean.Length is > 0 and <= MostCharacters ? new TagName(clean) : null;
    }

    public bool Equals(TagName other) => Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    /// <summary>Joiners belong to how words and signs are written, the other format characters do not.</summary>
    private static bool IsPrinted(Rune rune) => rune.Value is 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}
