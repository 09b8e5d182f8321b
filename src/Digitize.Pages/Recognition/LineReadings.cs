namespace Digitize.Pages.Recognition;

/// <summary>
/// What the readers made of a page's lines. A reading is made when it is first asked for; a reader that reads lines side by side then reads those with it that
/// will likely be asked for next. Which readings are used does not depend on that.
/// </summary>
/// <param name="isDoubtful">Whether a reading is so bad that other languages are asked.</param>
internal sealed class LineReadings(IReadOnlyList<ILineReader> readers, PageStrips strips, Predicate<List<ReadWord>> isDoubtful, ReadingDeadline watch)
{
    /// <summary>By language and line; null where none was made.</summary>
    private readonly List<ReadWord>?[][] _made = [.. readers.Select(_ => new List<ReadWord>?[strips.Count])];

    /// <summary>The usual language, in which the line was read before others were asked.</summary>
    private int _usual;

    /// <param name="isUsual">Whether the lines after this one will be read in the language, too, and not only those that are doubtful.</param>
    public List<ReadWord> Of(int language, int line, bool isUsual)
    {
        _usual = isUsual ? language : _usual;
        if (_made[language][line] is { } made)
        {
            return made;
        }

        List<int> lines = [.. Enumerable.Range(line, strips.Count - line).Where(next => next == line || IsWanted(language, next, isUsual)).Take(readers[language].LinesAtOnce)];
        var height = readers[language].StripHeight;
        var pictures = strips.Of(height);
        var read = readers[language].Read([.. lines.Select(next => pictures[next])], watch);
        for (var index = 0; index < lines.Count; index++)
        {
            _made[language][lines[index]] = height == LineStrip.Height ? read[index] : [.. read[index].Select(word => OnUsual(word, height))];
        }

        return _made[language][line]!;
    }

    private static ReadWord OnUsual(ReadWord word, int height) =>
        word with { Left = word.Left * LineStrip.Height / height, Right = ((word.Right * LineStrip.Height) + height - 1) / height };

    private bool IsWanted(int language, int line, bool isUsual) =>
        _made[language][line] is null && (isUsual || (_made[_usual][line] is { } usual && isDoubtful(usual)));
}
