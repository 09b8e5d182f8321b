using System.Globalization;

namespace Digitize.Pages.Wire;

/// <summary>Text of a stranger made safe to be stored, shown and logged.</summary>
internal static class PlainText
{
    /// <summary>Without control characters but line feed, form feed and tab, and without signs that turn the direction of writing or are half of a sign.</summary>
    public static string Of(string text) =>
        text.All(IsPlain) && !text.Any(char.IsSurrogate) ? text : string.Concat(text.EnumerateRunes().Where(IsPlain).Select(rune => rune.ToString()));

    /// <summary>For a log of one line an entry.</summary>
    public static string OneLine(string text, int most)
    {
        var line = string.Join(' ', Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : line[..most] + "…";
    }

    private static bool IsPlain(char sign) => sign is '\n' or '\t' or '\f'
        || !(char.IsControl(sign) || (char.GetUnicodeCategory(sign) == UnicodeCategory.Format && IsBidi(sign)));

    private static bool IsPlain(System.Text.Rune rune) => !rune.IsBmp || IsPlain((char)rune.Value);

    /// <summary>Other format characters, such as the soft hyphen and the joiners, belong to how words are written.</summary>
    private static bool IsBidi(char sign) => sign is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
