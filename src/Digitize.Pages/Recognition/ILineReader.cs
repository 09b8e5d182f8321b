namespace Digitize.Pages.Recognition;

/// <summary>Reads pictures of single lines in one language. For one thread at a time.</summary>
internal interface ILineReader : IDisposable
{
    /// <summary>How many lines it reads side by side; 1 when it gains nothing from several.</summary>
    int LinesAtOnce { get; }

    /// <summary>How high a strip must be, in pixels.</summary>
    int StripHeight { get; }

    /// <summary>What stands in each strip, from left to right; boxes in pixels of the strip.</summary>
    /// <exception cref="UnreadableException">No time is left.</exception>
    IReadOnlyList<List<ReadWord>> Read(IReadOnlyList<LineStrip> strips, ReadingDeadline watch);
}

/// <summary>A word as a line's reader gives it: where it begins and ends in the strip, and whether the language's word list has it.</summary>
internal sealed record ReadWord(string Text, int Left, int Right, Confidence Confidence, bool InDictionary)
{
    /// <summary>What else it may say; found only for a doubtful word.</summary>
    public IReadOnlyList<Alternative> Alternatives { get; init; } = [];

    public bool Equals(ReadWord? other) =>
        other is not null && (Text, Left, Right, Confidence, InDictionary) == (other.Text, other.Left, other.Right, other.Confidence, other.InDictionary) && Alternatives.SequenceEqual(other.Alternatives);

    public override int GetHashCode() => HashCode.Combine(Text, Left, Right, Confidence, InDictionary);
}
