namespace Digitize.Pages.Recognition;

/// <summary>Puts pieces of ink together that stand closely one above the other: a letter and its dots, a figure 8 that broke in two.</summary>
internal static class StackedPieces
{
    public static List<InkBlob> Merge(List<InkBlob> blobs, int usualHeight)
    {
        List<InkBlob> sorted = [.. blobs.OrderBy(blob => blob.Box.Left)];
        var band = usualHeight * 2;
        var open = new Dictionary<int, List<int>>();
        var gone = new bool[sorted.Count];
        for (var index = 0; index < sorted.Count; index++)
        {
            var box = sorted[index].Box;
            if (box.Height > 2 * usualHeight || box.Width > 3 * usualHeight)
            {
                continue;
            }

            for (var row = (box.Top / band) - 1; row <= (box.Bottom / band) + 1; row++)
            {
                if (!open.TryGetValue(row, out var others))
                {
                    continue;
                }

                others.RemoveAll(other => gone[other] || sorted[other].Box.Right <= sorted[index].Box.Left);
                foreach (var other in others)
                {
                    if (!gone[other] && other != index && AreOne(sorted[other].Box, sorted[index].Box, usualHeight))
                    {
                        sorted[index] = new InkBlob(sorted[index].Box.Union(sorted[other].Box), sorted[index].Ink + sorted[other].Ink);
                        gone[other] = true;
                    }
                }
            }

            var at = sorted[index].Box.Top / band;
            (open.TryGetValue(at, out var list) ? list : open[at] = []).Add(index);
        }

        var merged = new List<InkBlob>(sorted.Count);
        for (var index = 0; index < sorted.Count; index++)
        {
            if (!gone[index])
            {
                merged.Add(sorted[index]);
            }
        }

        return merged;
    }

    private static bool AreOne(PixelBox a, PixelBox b, int usualHeight)
    {
        var beside = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var apart = Math.Max(a.Top, b.Top) - Math.Min(a.Bottom, b.Bottom);
        return beside >= 0.6 * Math.Min(a.Width, b.Width) && apart <= 0.3 * usualHeight && a.Union(b).Height <= 1.6 * usualHeight;
    }
}
