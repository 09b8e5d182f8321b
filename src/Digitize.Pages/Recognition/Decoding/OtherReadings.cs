using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition.Decoding;

/// <summary>
/// Finds what else doubtful words may say. A word's columns are searched again by themselves: ways through a whole line that are left at its end differ only there.
/// </summary>
internal sealed class OtherReadings(BeamSearch search, WordSplit split)
{
    /// <summary>More readings are found than kept: what is corrected later (<see cref="InkMarks"/>) may make two of them the same.</summary>
    private const int Most = 2 * Alternatives.Most;

    /// <param name="words">Of a line, with the columns that the network gave them.</param>
    /// <param name="start">The line's first column.</param>
    /// <param name="columnWidth">In pixels of the strip.</param>
    public List<ReadWord> Find(List<ReadWord> words, Probabilities probabilities, int start, int columnWidth) =>
        [.. words.Select(word => word.Confidence.Value < Word.DoubtfulBelow ? word with { Alternatives = Of(word, probabilities, start, columnWidth) } : word)];

    private List<Alternative> Of(ReadWord word, Probabilities probabilities, int start, int columnWidth)
    {
        var (left, right) = (word.Left / columnWidth, word.Right / columnWidth);
        search.Search(probabilities, start + left, right - left);
        var found = new List<Alternative>();
        foreach (var way in search.Ways())
        {
            var words = split.Split(way, columnWidth);
            if (words.Count > 0 && Alternatives.Joined(words) is var reading && reading.Text != word.Text && found.TrueForAll(other => other.Text != reading.Text))
            {
                found.Add(reading);
            }

            if (found.Count == Most)
            {
                break;
            }
        }

        return found;
    }
}
