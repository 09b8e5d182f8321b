namespace Digitize.Pages.Recognition;

/// <summary>
/// Brings words and ink together. A reader knows only roughly where a word begins and ends; the ink knows exactly, so each piece of ink is given to the word it lies under.
/// </summary>
internal static class WordBoxes
{
    /// <summary>A word with its place in the page that was read.</summary>
    internal sealed record Placed(ReadWord Word, PixelBox Box);

    /// <param name="words">From left to right, with columns of <paramref name="strip"/>.</param>
    public static List<Placed> Place(IReadOnlyList<ReadWord> words, FoundLine line, LineStrip strip)
    {
        var placed = new List<Placed>(words.Count);
        var first = 0;
        for (var index = 0; index < words.Count; index++)
        {
            var end = index + 1 < words.Count ? FirstGlyphFrom(line, first, strip.PageX(words[index + 1].Left)) : line.Glyphs.Count;
            PixelBox? box = null;
            for (var glyph = first; glyph < end; glyph++)
            {
                box = box?.Union(line.Glyphs[glyph]) ?? line.Glyphs[glyph];
            }

            var next = index + 1 < words.Count ? words[index + 1].Left : words[index].Right;
            placed.Add(new Placed(words[index], box ?? Guess(words[index].Left, next, line, strip)));
            first = end;
        }

        return Joined(placed);
    }

    /// <summary>
    /// The piece of ink that a word begins with which the reader saw begin at <paramref name="start"/>: the one behind the widest gap nearby.
    /// Where a word ends the reader does not know: tesseract's raw line mode often says the end of the word after it.
    /// </summary>
    private static int FirstGlyphFrom(FoundLine line, int from, double start)
    {
        var best = line.Glyphs.Count;
        var widest = double.MinValue;
        var right = from > 0 ? line.Glyphs[from - 1].Right : int.MinValue;
        for (var glyph = from; glyph < line.Glyphs.Count; glyph++)
        {
            var box = line.Glyphs[glyph];
            if (box.Left > start + (0.8 * line.XHeight))
            {
                return widest == double.MinValue ? glyph : best;
            }

            if (right != int.MinValue && box.Left > start - (0.8 * line.XHeight) && box.Left - right > widest)
            {
                (best, widest) = (glyph, box.Left - right);
            }

            right = Math.Max(right, box.Right);
        }

        return best;
    }

    /// <summary>Models take the white around a figure 1 or a hyphen for a space; where the ink of both overlaps, there is none.</summary>
    private static List<Placed> Joined(List<Placed> words)
    {
        var joined = new List<Placed>(words.Count);
        foreach (var word in words)
        {
            if (joined.Count > 0 && word.Box.Left < joined[^1].Box.Right && word.Box.Left > joined[^1].Box.Left)
            {
                var (first, box) = joined[^1];
                var confidence = new Confidence(Math.Min(first.Confidence.Value, word.Word.Confidence.Value));
                joined[^1] = new Placed(new ReadWord(first.Text + word.Word.Text, first.Left, word.Word.Right, confidence, false), box.Union(word.Box));
            }
            else
            {
                joined.Add(word);
            }
        }

        return joined;
    }

    /// <summary>Where the reader saw a word that has no piece of ink of its own, such as the second of two words whose letters touch.</summary>
    private static PixelBox Guess(int from, int to, FoundLine line, LineStrip strip)
    {
        var left = Math.Clamp((int)strip.PageX(from), line.Box.Left, line.Box.Right - 1);
        var right = Math.Clamp((int)Math.Ceiling(strip.PageX(to)), left + 1, line.Box.Right);
        return line.Box with { Left = left, Right = right };
    }
}
