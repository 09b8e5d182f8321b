namespace Digitize.Pages.Imaging.PdfPages;

/// <summary>Counts the leaves of a page tree that may be a circle, or a thicket.</summary>
internal sealed class PageTree(int most, CancellationToken cancel)
{
    /// <summary>Real page trees are three or four levels deep.</summary>
    private const int Deepest = 60;

    private readonly HashSet<int> _path = [];
    private int _nodes;

    internal int Pages { get; private set; }

    /// <exception cref="UnreadableException">TooManyPages, or Damaged.</exception>
    internal void Walk(PdfObject node, int depth)
    {
        cancel.ThrowIfCancellationRequested();
        var kids = node["Kids"];
        if (!kids.IsArray)
        {
            Pages += node.IsDictionary ? 1 : 0;
            if (Pages > most)
            {
                throw new UnreadableException(FailureCode.TooManyPages, $"The PDF has more than {most} pages.");
            }

            return;
        }

        // Branches that share their twigs multiply without ever reaching a page.
        if (depth > Deepest || ++_nodes > most + 1000 || (node.Id != 0 && !_path.Add(node.Id)))
        {
            throw new UnreadableException(FailureCode.Damaged, "The PDF's list of pages refers to itself.");
        }

        var count = kids.Count;
        if (count > most)
        {
            throw new UnreadableException(FailureCode.TooManyPages, $"The PDF has more than {most} pages.");
        }

        for (var i = 0; i < count; i++)
        {
            var kid = kids[i];
            Walk(kid, depth + 1);
            kid.Release();
        }

        _path.Remove(node.Id);
    }
}
