namespace Digitize.Pages.Pdf;

/// <summary>The entries of a document's outline, each once, however its links run.</summary>
internal static class OutlineEntries
{
    public static IEnumerable<PdfObject> Of(PdfDocument document)
    {
        var seen = new HashSet<(int, int)>();
        var waiting = new Stack<PdfObject>([document.Catalog["/Outlines"]["/First"]]);
        while (waiting.TryPop(out var entry))
        {
            if (!entry.IsDictionary || !seen.Add(entry.Id))
            {
                continue;
            }

            yield return entry;
            waiting.Push(entry["/First"]);
            waiting.Push(entry["/Next"]);
        }
    }
}
