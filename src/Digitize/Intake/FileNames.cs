using System.Globalization;
using System.Text;

namespace Digitize.Intake;

/// <summary>A sender's file name is data: shown, never used as a path.</summary>
internal static class FileNames
{
    private const int MostCharacters = 200;

    /// <summary>Without folders, without what is not printed or turns the direction of writing.</summary>
    internal static string Clean(string name)
    {
        var last = name.Split('/', '\\')[^1];
        var text = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            if (text.Length + rune.Utf16SequenceLength <= MostCharacters && IsPrinted(rune))
            {
                text.Append(rune);
            }
        }

        var clean = text.ToString().Trim();
        return clean.Length == 0 ? "unnamed" : clean;
    }

    internal static string TitleOf(string cleanName)
    {
        var title = Path.GetFileNameWithoutExtension(cleanName).Trim();
        return title.Length == 0 ? cleanName : title;
    }

    private static bool IsPrinted(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
