using Digitize.Pages.Wire;

namespace Digitize.Pages.Recognition;

/// <summary>Words as a person read them, in the place of words as the machine did. Where they stand does not change.</summary>
public static class WordCorrections
{
    /// <param name="texts">By the word's place in reading order, counted from 1. Several words share the box of the one they replace; empty text takes the word away.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page has no such word.</exception>
    public static RecognizedPage Apply(RecognizedPage page, IReadOnlyDictionary<int, string> texts)
    {
        var count = page.Words.Count();
        if (texts.Keys.Any(word => word < 1 || word > count))
        {
            throw new ArgumentOutOfRangeException(nameof(texts), $"The page has {count} words.");
        }

        var place = 0;
        var lines = new List<TextLine>();
        foreach (var line in page.Lines)
        {
            var words = new List<Word>();
            foreach (var word in line.Words)
            {
                place++;
                words.AddRange(texts.TryGetValue(place, out var text) ? Replace(word, text) : [word]);
            }

            lines.Add(line with { Words = words });
        }

        // A line without words is no line, and what began a paragraph with it is begun by the next.
        return page with { Lines = WithoutEmpty(lines) };
    }

    private static List<TextLine> WithoutEmpty(List<TextLine> lines)
    {
        var kept = new List<TextLine>();
        var begins = false;
        foreach (var line in lines)
        {
            begins |= line.StartsParagraph;
            if (line.Words.Count > 0)
            {
                kept.Add(line with { StartsParagraph = begins });
                begins = false;
            }
        }

        return kept;
    }

    private static IEnumerable<Word> Replace(Word word, string text)
    {
        var parts = PlainText.Of(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var signs = parts.Sum(part => part.Length) + parts.Length - 1;
        var before = 0;
        foreach (var part in parts)
        {
            var (left, right) = (At(before), At(before + part.Length));
            before += part.Length + 1;
            yield return new Word(part, word.Box with { Left = left, Right = Math.Max(right, Math.Min(left + 1, word.Box.Right)) }, new Confidence(1));
        }

        int At(int sign) => word.Box.Left + (int)((long)word.Box.Width * sign / signs);
    }
}
