using Digitize.Pages.Wire;

namespace Digitize.Pages.Recognition;

/// <summary>Which other readings of a word are worth being shown to a person.</summary>
public static class Alternatives
{
    /// <summary>More than that takes longer to look at than the word to type.</summary>
    public const int Most = 3;

    /// <summary>The word with the surest of its alternatives that say something else, each once; none where the word is sure.</summary>
    public static Word Chosen(Word word) =>
        word.Alternatives.Count == 0 ? word : word with { Alternatives = word.Confidence.Value < Word.DoubtfulBelow ? Choose(word.Text, word.Alternatives) : [] };

    /// <summary>The word with what another language read in its place.</summary>
    internal static ReadWord With(ReadWord word, IReadOnlyList<ReadWord> others)
    {
        // A third of a line's height: models do not agree better where a word begins.
        const int Apart = LineStrip.Height / 3;
        if (word.Confidence.Value >= Word.DoubtfulBelow)
        {
            return word;
        }

        List<ReadWord> there = [.. others.Where(other => other.Left + other.Right >= 2 * word.Left && other.Left + other.Right < 2 * word.Right)];
        var isThere = there.Count > 0 && Math.Abs(there[0].Left - word.Left) <= Apart && Math.Abs(there[^1].Right - word.Right) <= Apart;
        return isThere ? word with { Alternatives = [.. word.Alternatives, Joined(there)] } : word;
    }

    /// <summary>Words as one reading, which is as sure as the least sure of them.</summary>
    internal static Alternative Joined(IReadOnlyList<ReadWord> words) =>
        new(string.Join(' ', words.Select(word => word.Text)), new Confidence(words.Min(word => word.Confidence.Value)));

    private static IReadOnlyList<Alternative> Choose(string text, IEnumerable<Alternative> alternatives) =>
    [
        .. alternatives.Select(alternative => alternative with { Text = Plain(alternative.Text) })
            .Where(alternative => alternative.Text.Length > 0 && alternative.Text != text)
            .OrderByDescending(alternative => alternative.Confidence.Value)
            .DistinctBy(alternative => alternative.Text)
            .Take(Most),
    ];

    private static string Plain(string text) => string.Join(' ', PlainText.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
