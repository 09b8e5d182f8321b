namespace Digitize.Pages.Recognition;

/// <summary>The letter O where only a figure 0 can stand: in numbers, and in the check digits of an account number (ISO 13616: two letters, two figures, then groups of four).</summary>
internal static class Zeros
{
    /// <summary>The words of a line with their zeros; everything else as it was.</summary>
    public static List<Word> Correct(List<Word> words) =>
        [.. words.Select((word, index) => IsNumber(word.Text) || IsStartOfAccount(word.Text, index + 1 < words.Count ? words[index + 1].Text : "") ? word with { Text = WithZeros(word.Text) } : word)];

    private static string WithZeros(string text) => char.IsAsciiLetter(text[0]) && text[0] != 'O' ? text[..2] + text[2..].Replace('O', '0') : text.Replace('O', '0');

    private static bool IsNumber(string text) => text.Contains('O') && text.Count(char.IsAsciiDigit) >= 3 && text.All(c => IsFigure(c) || ".,-/".Contains(c));

    private static bool IsStartOfAccount(string text, string next) =>
        text.Length == 4 && char.IsAsciiLetterUpper(text[0]) && char.IsAsciiLetterUpper(text[1]) && text.AsSpan(2).Contains('O') && text[2..].All(IsFigure)
        && next.Length == 4 && next.All(IsFigure) && next.Any(char.IsAsciiDigit);

    private static bool IsFigure(char c) => char.IsAsciiDigit(c) || c == 'O';
}
