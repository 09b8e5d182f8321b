using System.Text;
using Digitize.Pages.Recognition.Models;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// Makes words of the best way through a line. A character is as certain as its least certain column, those before it included; a word as its least certain
/// character or the spaces around it.
/// </summary>
internal sealed class WordSplit(LanguageModel model, BeamNodes nodes)
{
    /// <summary>
    /// A confidence is 1 for a certainty of 0 and falls by this for each 1 below, until it is 0: tesseract's scale, where certainties are multiplied by 7 and come to
    /// hundredths by 5.
    /// </summary>
    private const float ConfidencePerCertainty = 0.35f;

    /// <param name="Node">Where it begins.</param>
    /// <param name="Start">Its first column.</param>
    /// <param name="End">The column behind its last.</param>
    private readonly record struct Letter(int Character, int Node, float Certainty, int Start, int End);

    /// <param name="way">A node for each column.</param>
    /// <param name="columnWidth">In pixels of the strip.</param>
    public List<ReadWord> Split(List<int> way, int columnWidth)
    {
        var letters = LettersOf(way);
        var words = new List<ReadWord>();
        float spaceBefore = 0;
        for (int start = 0, end; start < letters.Count; start = end)
        {
            end = EndOfWord(letters, start);
            var isSpace = end < letters.Count && letters[end].Character == CharacterSet.Space;
            var spaceBehind = isSpace ? letters[end].Certainty : 0;
            var text = string.Concat(letters[start..end].Select(letter => model.Characters.Text(letter.Character))).Trim().Normalize(NormalizationForm.FormC);
            if (text.Length > 0)
            {
                var certainty = Math.Min(Math.Min(spaceBefore, spaceBehind), letters[start..end].Min(letter => letter.Certainty));
                var inDictionary = nodes[letters[end - 1].Node].Source == WordSource.Word;
                var (left, right) = (Boundary(letters, start, way.Count), Boundary(letters, end, way.Count));
                words.Add(new ReadWord(text, left * columnWidth, right * columnWidth, new Confidence(Math.Clamp(1 + (certainty * ConfidencePerCertainty), 0, 1)), inDictionary));
            }

            spaceBefore = spaceBehind;
            end += isSpace ? 1 : 0;
        }

        return words;
    }

    /// <summary>A space ends a word, and so does the start of another one in scripts without spaces.</summary>
    private int EndOfWord(List<Letter> letters, int start)
    {
        for (var end = start + 1; end < letters.Count; end++)
        {
            ref readonly var node = ref nodes[letters[end].Node];
            var isApart = node.Source == WordSource.Network && !(model.Characters.IsSpaced(letters[end].Character) && model.Characters.IsSpaced(letters[end - 1].Character));
            if (letters[end].Character == CharacterSet.Space || node.StartsWord || isApart)
            {
                return end;
            }
        }

        return letters.Count;
    }

    /// <summary>Where a letter begins: halfway between it and the end of the one before.</summary>
    private static int Boundary(List<Letter> letters, int letter, int width) =>
        letter == 0 ? 0 : letter == letters.Count ? width : letters[letter - 1].End + ((letters[letter].Start - letters[letter - 1].End) / 2);

    private List<Letter> LettersOf(List<int> way)
    {
        var letters = new List<Letter>();
        var at = 0;
        while (at < way.Count)
        {
            float certainty = 0;
            for (; at < way.Count && nodes[way[at]].Character == BeamNode.None; at++)
            {
                certainty = Math.Min(certainty, nodes[way[at]].Certainty);
            }

            var isSpaceOfWord = at < way.Count && nodes[way[at]].Character == CharacterSet.Space && nodes[way[at]].Source != WordSource.None;
            if (letters.Count > 0 && (at == way.Count || isSpaceOfWord))
            {
                // What stands before a space, or behind everything, is the doubt about the letter before.
                letters[^1] = letters[^1] with { Certainty = Math.Min(letters[^1].Certainty, certainty) };
                certainty = 0;
            }

            if (at < way.Count)
            {
                letters.Add(LetterAt(way, ref at, certainty));
            }
        }

        return letters;
    }

    private Letter LetterAt(List<int> way, ref int at, float certainty)
    {
        var start = at;
        var character = nodes[way[start]].Character;
        do
        {
            ref readonly var node = ref nodes[way[at++]];
            if (node.Certainty < certainty || (character == CharacterSet.Space && node.Source == WordSource.None))
            {
                certainty = node.Certainty;
            }
        }
        while (at < way.Count && nodes[way[at]].IsRepeated);
        return new Letter(character, way[start], certainty, start, at);
    }
}
