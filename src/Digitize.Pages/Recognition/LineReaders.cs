namespace Digitize.Pages.Recognition;

/// <summary>The readers of one <see cref="LanguageSet"/>. A line is read in the language that fitted the lines before; only a line that comes out badly is read in the others too.</summary>
internal sealed class LineReaders : IDisposable
{
    private readonly List<LineReader> _readers = [];
    private int _usual;

    /// <summary>A line read this well is in the language it was read in.</summary>
    private const double Good = 0.9;

    /// <summary>By how much another language must fit better.</summary>
    private const double Better = 0.01;

    /// <summary>What is left of the doubt about a word that stands in the dictionary.</summary>
    private const double DoubtOfKnownWord = 0.5;

    public LineReaders(LanguageSet languages, string tessdataFolder)
    {
        foreach (var language in languages.Languages)
        {
            _readers.Add(new LineReader(tessdataFolder, language));
        }
    }

    public List<ReadWord> Read(LineStrip strip, ReadingDeadline watch)
    {
        var best = _readers[_usual].Read(strip, watch.Monitor);
        var quality = Quality(best);
        if (_readers.Count == 1 || quality >= Good)
        {
            return best;
        }

        var usual = _usual;
        for (var index = 0; index < _readers.Count; index++)
        {
            if (index == usual)
            {
                continue;
            }

            var other = _readers[index].Read(strip, watch.Monitor);
            var otherQuality = Quality(other);
            if (otherQuality > quality + Better)
            {
                (best, quality) = (other, otherQuality);
                _usual = other.Count >= 3 ? index : _usual;
            }
        }

        return best;
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
