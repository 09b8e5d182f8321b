using System.Globalization;
using System.Text;

namespace Digitize.Pages.Recognition.Models;

/// <summary>The characters a model knows, by number: a text of one line each, with what is known about the character behind it.</summary>
internal sealed class CharacterSet
{
    /// <summary>The number of the space, in every model.</summary>
    public const int Space = 0;

    private const int Digit = 8;
    private const int MostCharacters = 1 << 18;

    /// <summary>Scripts that are written without spaces between words.</summary>
    private static readonly string[] Unspaced = ["Han", "Thai", "Hangul", "Hiragana", "Katakana"];

    /// <summary>Hangul is not among those whose language is: Korean has spaces.</summary>
    private static readonly string[] UnspacedLanguages = ["Han", "Katakana", "Thai"];

    /// <summary>Scripts that are written from right to left.</summary>
    private static readonly string[] FromRight = ["Arabic", "Hebrew", "Syriac", "Thaana"];

    private readonly string[] _texts;
    private readonly bool[] _isDigit;
    private readonly bool[] _isUnspaced;

    private CharacterSet(string[] texts, bool[] isDigit, bool[] isUnspaced, bool hasSpaces, bool runsFromRight) =>
        (_texts, _isDigit, _isUnspaced, HasSpaces, RunsFromRight) = (texts, isDigit, isUnspaced, hasSpaces, runsFromRight);

    public int Count => _texts.Length;

    /// <summary>Whether the language puts spaces between its words.</summary>
    public bool HasSpaces { get; }

    /// <summary>Whether the language is written from right to left: most letters of its script are, whatever the figures are.</summary>
    public bool RunsFromRight { get; }

    public string Text(int character) => _texts[character];

    public bool IsDigit(int character) => _isDigit[character];

    /// <summary>Whether words of this character's script stand apart from each other.</summary>
    public bool IsSpaced(int character) => character < 0 || !_isUnspaced[character];

    /// <exception cref="UnreadableException">The part is damaged.</exception>
    public static CharacterSet Read(ModelBytes part)
    {
        var lines = Encoding.UTF8.GetString(part.Take(part.Left)).Split('\n');
        if (!int.TryParse(lines[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostCharacters || count > lines.Length - 1)
        {
            throw part.Damaged();
        }

        var texts = new string[count];
        var isDigit = new bool[count];
        var isUnspaced = new bool[count];
        var hasSpaces = true;
        var (fromRight, letters) = (0, 0);
        for (var character = 0; character < count; character++)
        {
            var fields = lines[character + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2 || !int.TryParse(fields[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var properties))
            {
                throw part.Damaged();
            }

            texts[character] = fields[0] == "NULL" ? " " : fields[0];
            isDigit[character] = (properties & Digit) != 0;
            var script = Script(fields);
            isUnspaced[character] = Unspaced.Contains(script);
            hasSpaces &= !UnspacedLanguages.Contains(script);
            letters += script is "" or "Common" or "Inherited" ? 0 : 1;
            fromRight += FromRight.Contains(script) ? 1 : 0;
        }

        return new CharacterSet(texts, isDigit, isUnspaced, hasSpaces, runsFromRight: 2 * fromRight > letters);
    }

    /// <summary>Behind the properties there may be a list of measures with commas in it; the script follows.</summary>
    private static string Script(string[] fields)
    {
        var at = fields.Length > 2 && fields[2].Contains(',') ? 3 : 2;
        return at < fields.Length ? fields[at] : "";
    }
}
