using Digitize.Pages;

namespace Digitize.Documents;

/// <summary>Which pages of the original go with each document that is made of one.</summary>
internal static class PartsOfOriginal
{
    /// <summary>From the first to the last page of each part, so that reading a part again brings back what was left out of it. Null where the pages of the parts lie mixed.</summary>
    /// <param name="parts">The pages of the original that each part shows; none is empty.</param>
    public static IReadOnlyList<PageRange>? Of(IReadOnlyList<IReadOnlyList<PageNumber>> parts)
    {
        List<PageRange> ranges = [.. parts.Select(pages => new PageRange(new PageNumber(pages.Min(page => page.Value)), new PageNumber(pages.Max(page => page.Value))))];
        var inOrder = ranges.OrderBy(range => range.First.Value).ToList();
        return inOrder.Zip(inOrder.Skip(1)).All(pair => pair.First.Last.Value < pair.Second.First.Value) ? ranges : null;
    }
}
