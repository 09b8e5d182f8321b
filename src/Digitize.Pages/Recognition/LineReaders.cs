namespace Digitize.Pages.Recognition;

/// <summary>The readers of one <see cref="LanguageSet"/>. A line is read in the language that fitted the lines before; only a line that comes out badly is read in the others too.</summary>
internal sealed class LineReaders : IDisposable
{
    private readonly IReadOnlyList<ILineReader> _readers;

    /// <summary>By how much each language fitted better than the usual one so far, in letters.</summary>
    private readonly double[] _gains;
    private int _usual;

    /// <summary>A line read this well is in the language it was read in.</summary>
    private const double Good = 0.9;

    /// <summary>By how much another language must fit better. English reads "für" as "fiir" and is hardly less sure of it.</summary>
    private const double Better = 0.03;

    /// <summary>A language that was better by so much is the usual one from then on: a hundred letters that were read better by a tenth.</summary>
    private const double GainToSwitch = 10;

    /// <summary>What is left of the doubt about a word that stands in the dictionary.</summary>
    private const double DoubtOfKnownWord = 0.5;

    /// <param name="readers">One for each language, most likely first; owned from now on.</param>
    public LineReaders(IReadOnlyList<ILineReader> readers)
    {
        _readers = readers;
        _gains = new double[readers.Count];
    }

    /// <summary>Reads the lines of a page, given in reading order. A page is read the same way whatever was read before it.</summary>
    /// <returns>For each line its words, with their places in the strips of the usual height.</returns>
    public IReadOnlyList<List<ReadWord>> ReadPage(PageStrips strips, ReadingDeadline watch)
    {
        _usual = 0;
        Array.Clear(_gains);
        var readings = new LineReadings(_readers, strips, IsDoubtful, watch);
        return [.. Enumerable.Range(0, strips.Count).Select(line => Read(readings, line))];
    }

    private List<ReadWord> Read(LineReadings readings, int line)
    {
        var best = readings.Of(_usual, line, isUsual: true);
        if (_readers.Count == 1 || !IsDoubtful(best))
        {
            return best;
        }

        var (usual, usualQuality) = (_usual, Quality(best));
        var quality = usualQuality;
        for (var index = 0; index < _readers.Count; index++)
        {
            if (index == usual)
            {
                continue;
            }

            var other = readings.Of(index, line, isUsual: false);
            var otherQuality = Quality(other);
            _gains[index] = Math.Max(0, _gains[index] + ((otherQuality - usualQuality) * other.Sum(word => word.Text.Length)));
            if (otherQuality > quality + Better && !LostLetters(best, other))
            {
                (best, other, quality) = (other, best, otherQuality);
            }
            else
            {
                TakeSections(best, other);
            }

            best = [.. best.Select(word => Alternatives.With(word, other))];
        }

        Switch();
        return best;
    }

    /// <summary>Whether another language should have a look.</summary>
    private static bool IsDoubtful(List<ReadWord> words) => Quality(words) < Good || MayHoldSection(words);

    /// <summary>Whether two readings differ only in words with letters that the second language does not have: it is sure of "Fraulein" because it cannot see the dots.</summary>
    private static bool LostLetters(List<ReadWord> words, List<ReadWord> others)
    {
        if (words.Count != others.Count)
        {
            return false;
        }

        var differing = words.Zip(others).Where(pair => pair.First.Text != pair.Second.Text).ToList();
        return differing.Count > 0 && differing.TrueForAll(pair => pair.First.Text.Any(IsSpecial) && !pair.Second.Text.Any(IsSpecial));
    }

    /// <summary>A lone 8 or $ before a number, and not sure: "§ 27".</summary>
    private static bool MayHoldSection(List<ReadWord> words)
    {
        for (var index = 0; index + 1 < words.Count; index++)
        {
            var isSign = words[index].Text.TrimStart('(') is "8" or "$" or "S" or "5" or "88" or "$$";
            if (isSign && words[index].Confidence.Value < Good && char.IsAsciiDigit(words[index + 1].Text[0]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The German model reads most section signs as an 8 or a $; where another saw one in the same word, it was there.</summary>
    private static void TakeSections(List<ReadWord> words, List<ReadWord> others)
    {
        for (var index = 0; words.Count == others.Count && index < words.Count; index++)
        {
            var (own, seen) = (words[index].Text, others[index].Text);
            if (seen.Contains('§') && own.Length == seen.Length && own.Zip(seen).All(pair => pair.First == pair.Second || (pair.Second == '§' && "8$S5".Contains(pair.First))))
            {
                words[index] = words[index] with { Text = seen };
            }
        }
    }

    private static bool IsSpecial(char c) => c > '\u007F' && char.IsLetter(c);

    private void Switch()
    {
        var best = Array.IndexOf(_gains, _gains.Max());
        if (_gains[best] >= GainToSwitch)
        {
            _usual = best;
            Array.Clear(_gains);
        }
    }

    /// <summary>The mean confidence by length, with words that the language knows counted as surer than they came.</summary>
    internal static double Quality(List<ReadWord> words)
    {
        double sum = 0;
        double letters = 0;
        foreach (var word in words)
        {
            var confidence = word.Confidence.Value;
            sum += word.Text.Length * (word.InDictionary ? 1 - ((1 - confidence) * DoubtOfKnownWord) : confidence);
            letters += word.Text.Length;
        }

        return letters == 0 ? 0 : sum / letters;
    }

    public void Dispose()
    {
        foreach (var reader in _readers)
        {
            reader.Dispose();
        }
    }
}
