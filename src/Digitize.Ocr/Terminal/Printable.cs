using System.Globalization;
using System.Text;

namespace Digitize.Ocr.Terminal;

/// <summary>Text from outside, such as a file's name, made safe for a terminal and for a log of one line an entry.</summary>
internal static class Printable
{
    /// <summary>Signs that would move the cursor, color the terminal, end the line or turn the direction of writing appear as their code, <c>\u001B</c>.</summary>
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (var sign in text)
        {
            _ = IsUnsafe(sign) ? safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:X4}") : safe.Append(sign);
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(char sign) =>
        char.IsControl(sign) || char.GetUnicodeCategory(sign) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
