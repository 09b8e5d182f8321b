namespace Digitize.Pages.Pdf;

/// <summary>All objects of a file that can be reached from its trailer.</summary>
internal static class ObjectGraph
{
    /// <summary>
    /// Calls <paramref name="visit"/> once for each object, containers before what they hold; an object may be changed when it is visited.
    /// Direct objects come with the number of the indirect object that they are part of. Handles are given back on the way.
    /// </summary>
    public static void Walk(PdfDocument document, Action<PdfObject, int> visit, CancellationToken cancel = default)
    {
        var seen = new HashSet<(int, int)>();
        var waiting = new Stack<(int Id, int Generation)>();
        using (document.Scope())
        {
            Descend(document.Trailer, 0);
        }

        while (waiting.TryPop(out var id))
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = document.Scope();
            Descend(document.ById(id), id.Id);
        }

        // qpdf refuses direct objects nested deeper than 500, so this recursion ends.
        void Descend(PdfObject value, int holder)
        {
            visit(value, holder);
            if (value.IsArray)
            {
                foreach (var item in value.Items())
                {
                    Follow(item, holder);
                }

                return;
            }

            foreach (var key in value.Keys())
            {
                Follow(value[key], holder);
            }
        }

        void Follow(PdfObject child, int holder)
        {
            if (!child.IsIndirect)
            {
                Descend(child, holder);
            }
            else if (seen.Add(child.Id))
            {
                waiting.Push(child.Id);
            }
        }
    }
}
