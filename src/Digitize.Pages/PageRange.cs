using System.Globalization;

namespace Digitize.Pages;

/// <summary>Pages in a row of one document, both ends included.</summary>
public readonly record struct PageRange
{
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="last"/> stands before <paramref name="first"/>.</exception>
    public PageRange(PageNumber first, PageNumber last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(last.Value, first.Value, nameof(last));
        (First, Last) = (first, last);
    }

    public PageNumber First { get; }

    public PageNumber Last { get; }

    public int Count => Last.Value - First.Value + 1;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First.Value}-{Last.Value}");
}
