namespace Digitize.Pages.Recognition;

/// <summary>Reads pictures of single lines in one language. For one thread at a time.</summary>
internal interface ILineReader : IDisposable
{
    /// <summary>How many lines it reads side by side; 1 when it gains nothing from several.</summary>
    int LinesAtOnce { get; }

    /// <summary>What stands in each strip, from left to right; boxes in pixels of the strip.</summary>
    /// <exception cref="UnreadableException">No time is left.</exception>
    IReadOnlyList<List<ReadWord>> Read(IReadOnlyList<LineStrip> strips, ReadingDeadline watch);
}

/// <summary>A word as a line's reader gives it: where it begins and ends in the strip, and whether the language's word list has it.</summary>
internal sealed record ReadWord(string Text, int Left, int Right, Confidence Confidence, bool InDictionary);
