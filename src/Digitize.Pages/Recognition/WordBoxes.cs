namespace Digitize.Pages.Recognition;

/// <summary>
/// Brings words and ink together. A reader knows only roughly where a word begins and ends; the ink knows exactly, so each piece of ink is given to the word it lies under.
/// </summary>
internal static class WordBoxes
{
    /// <summary>A word with its place in the page that was read.</summary>
    internal sealed record Placed(ReadWord Word, PixelBox Box);

    /// <summary>Between two letters of a word there is less white than this, between two words more, in x-heights.</summary>
    private const double NarrowestSpace = 0.22;

    /// <summary>Before a sign of currency or percent there is a space where the ink is this far apart, in x-heights.</summary>
    private const double SpaceBeforeSign = 0.36;

    /// <param name="words">From left to right, with columns of <paramref name="strip"/>.</param>
    public static List<Placed> Place(IReadOnlyList<ReadWord> words, FoundLine line, LineStrip strip)
    {
        var placed = new List<Placed>(words.Count);
        var first = 0;
        for (var index = 0; index < words.Count; index++)
        {
            var end = index + 1 < words.Count ? FirstGlyphFrom(line, first, strip.PageX(words[index + 1].Left)) : line.Glyphs.Count;
            List<PixelBox> glyphs = [.. line.Glyphs.Skip(first).Take(end - first)];
            var next = index + 1 < words.Count ? words[index + 1].Left : words[index].Right;
            if (glyphs.Count == 0)
            {
                placed.Add(new Placed(words[index], Guess(words[index].Left, next, line, strip)));
            }
            else
            {
                placed.AddRange(WithoutSign(WithMarks(words[index], glyphs, line), glyphs, line));
            }

            first = end;
        }

        return Joined(placed, NarrowestSpace * line.XHeight);
    }

    private static ReadWord WithMarks(ReadWord word, List<PixelBox> glyphs, FoundLine line) => word with
    {
        Text = InkMarks.Correct(word.Text, glyphs, line),
        Alternatives = [.. word.Alternatives.Select(other => other with { Text = InkMarks.Correct(other.Text, glyphs, line) })],
    };

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

    /// <summary>A sign that ends a figure and stands apart from it is a word of its own: the models see no space before it.</summary>
    private static IEnumerable<Placed> WithoutSign(ReadWord word, List<PixelBox> glyphs, FoundLine line)
    {
        var box = Around(glyphs);
        if (word.Text.Length < 3 || word.Text[^1] is not ('€' or '%') || !char.IsAsciiDigit(word.Text[^2]) || glyphs.Count < 2)
        {
            return [new Placed(word, box)];
        }

        // A percent sign is of up to three pieces.
        for (var sign = glyphs.Count - 1; sign >= Math.Max(1, glyphs.Count - 3); sign--)
        {
            var before = Around(glyphs[..sign]);
            if (glyphs[sign].Left - before.Right >= SpaceBeforeSign * line.XHeight)
            {
                return
                [
                    new Placed(word with { Text = word.Text[..^1], Alternatives = WithoutLast(word.Alternatives, word.Text[^1]) }, before),
                    new Placed(word with { Text = word.Text[^1..], Left = glyphs[sign].Left, Alternatives = [] }, Around(glyphs[sign..])),
                ];
            }
        }

        return [new Placed(word, box)];
    }

    /// <summary>Of those that end with the same sign, what stands before it.</summary>
    private static List<Alternative> WithoutLast(IReadOnlyList<Alternative> alternatives, char sign) =>
        [.. alternatives.Where(other => other.Text.EndsWith(sign)).Select(other => other with { Text = other.Text[..^1].TrimEnd() })];

    private static PixelBox Around(List<PixelBox> glyphs) => glyphs.Aggregate((a, b) => a.Union(b));

    /// <summary>Models take the white around a figure 1 or a hyphen for a space; where the ink of both is as close as that of letters, there is none.</summary>
    private static List<Placed> Joined(List<Placed> words, double narrowest)
    {
        var joined = new List<Placed>(words.Count);
        foreach (var word in words)
        {
            if (joined.Count > 0 && word.Box.Left > joined[^1].Box.Left && IsOneWord(joined[^1], word, narrowest))
            {
                joined[^1] = new Placed(Joined(joined[^1].Word, word.Word), joined[^1].Box.Union(word.Box));
            }
            else
            {
                joined.Add(word);
            }
        }

        return joined;
    }

    private static ReadWord Joined(ReadWord first, ReadWord second)
    {
        return new ReadWord(first.Text + second.Text, first.Left, second.Right, Less(first.Confidence, second.Confidence), false)
        {
            Alternatives =
            [
                .. first.Alternatives.Select(other => new Alternative(other.Text + second.Text, Less(other.Confidence, second.Confidence))),
                .. second.Alternatives.Select(other => new Alternative(first.Text + other.Text, Less(first.Confidence, other.Confidence))),
            ],
        };
    }

    private static Confidence Less(Confidence one, Confidence other) => one.Value < other.Value ? one : other;

    private static bool IsOneWord(Placed first, Placed second, double narrowest)
    {
        var apart = second.Box.Left - first.Box.Right;
        return apart < 0 || (apart < narrowest && IsFigurePart(first.Word.Text[^1]) && IsFigurePart(second.Word.Text[0]));
    }

    private static bool IsFigurePart(char c) => char.IsAsciiDigit(c) || ".,:/-–°".Contains(c);

    /// <summary>Where the reader saw a word that has no piece of ink of its own, such as the second of two words whose letters touch.</summary>
    private static PixelBox Guess(int from, int to, FoundLine line, LineStrip strip)
    {
        var left = Math.Clamp((int)strip.PageX(from), line.Box.Left, line.Box.Right - 1);
        var right = Math.Clamp((int)Math.Ceiling(strip.PageX(to)), left + 1, line.Box.Right);
        return line.Box with { Left = left, Right = right };
    }
}
