using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition.Networks;

/// <summary>
/// Strips that are read side by side, the widest first, and where the columns of each lie: one strip's behind the other's. A column stands for as many pixels as
/// the network pools. Order and company change nothing about what is read.
/// </summary>
internal sealed class LineBatch
{
    private readonly int[] _starts;

    /// <param name="poolWidth">Pixels of a column.</param>
    public LineBatch(IReadOnlyList<GrayPixels> strips, int poolWidth)
    {
        PoolWidth = poolWidth;
        Order = [.. Enumerable.Range(0, strips.Count).OrderByDescending(index => strips[index].Width).ThenBy(index => index)];
        Strips = [.. Order.Select(index => strips[index])];
        _starts = new int[Count + 1];
        for (var line = 0; line < Count; line++)
        {
            _starts[line + 1] = _starts[line] + Width(line);
        }
    }

    public int Count => Strips.Count;

    public int PoolWidth { get; }

    /// <summary>From the widest to the narrowest.</summary>
    public IReadOnlyList<GrayPixels> Strips { get; }

    /// <summary>For each of them its place in the list that was given.</summary>
    public IReadOnlyList<int> Order { get; }

    /// <summary>Of all lines together.</summary>
    public int Columns => _starts[^1];

    /// <summary>In columns.</summary>
    public int Width(int line) => Strips[line].Width / PoolWidth;

    /// <summary>The first column of a line among those of all.</summary>
    public int Start(int line) => _starts[line];
}
