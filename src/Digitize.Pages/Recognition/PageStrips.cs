using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>The lines of a page as strips, of each height that a reader wants; cut when they are first wanted.</summary>
internal sealed class PageStrips(GrayPixels page, IReadOnlyList<FoundLine> lines)
{
    private readonly Dictionary<int, IReadOnlyList<LineStrip>> _byHeight = [];

    public int Count => lines.Count;

    /// <summary>In these words' places are told.</summary>
    public IReadOnlyList<LineStrip> Usual => Of(LineStrip.Height);

    public IReadOnlyList<LineStrip> Of(int height)
    {
        if (!_byHeight.TryGetValue(height, out var strips))
        {
            _byHeight[height] = strips = [.. lines.Select(line => LineStrip.Cut(page, line, height))];
        }

        return strips;
    }
}
