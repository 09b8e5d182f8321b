namespace Digitize.Pages.Pdf;

/// <summary>
/// Makes one rendition of several of ours, their pages behind each other. No picture is decoded or coded: pages come along as objects with all they refer to, and with them their links, their
/// outline, their layers and what viewers call them.
/// </summary>
internal static class RenditionJoin
{
    /// <summary>No outline of a book has more entries on one level.</summary>
    private const int MostEntries = 100_000;

    /// <param name="pdfPaths">At least one, in order.</param>
    /// <exception cref="UnreadableException">One of them is a signed file that was kept as it came.</exception>
    public static AssembledPdf Write(IReadOnlyList<string> pdfPaths, ArchivalMetadata metadata, string outputPath, CancellationToken cancel)
    {
        // Open until all is written: qpdf reads their streams then.
        var renditions = new List<PdfDocument>();
        try
        {
            foreach (var path in pdfPaths)
            {
                cancel.ThrowIfCancellationRequested();
                renditions.Add(Prepare(path));
            }

            var whole = renditions[0];
            var labels = renditions.Select(rendition => (PageLabels.Read(rendition), rendition.PageCount)).ToList();
            foreach (var next in renditions.Skip(1))
            {
                cancel.ThrowIfCancellationRequested();
                Append(whole, next);
            }

            PageLabels.WriteTo(whole, labels);
            return RenditionFile.Write(whole, metadata, outputPath, whole.PageCount, cancel);
        }
        finally
        {
            renditions.ForEach(rendition => rendition.Dispose());
        }
    }

    /// <summary>Two documents may call different pages by one name, and have a structure each: destinations are spelled out, and structures, which speak of one document, go.</summary>
    private static PdfDocument Prepare(string path)
    {
        var rendition = RenditionFile.Open(path);
        rendition.PushInheritedAttributes();
        NamedDestinations.SpellOut(rendition);
        rendition.Catalog.Remove("/StructTreeRoot");
        rendition.Catalog.Remove("/MarkInfo");
        foreach (var page in rendition.Pages())
        {
            page.Remove("/StructParents");
        }

        foreach (var entry in OutlineEntries.Of(rendition))
        {
            entry.Remove("/SE");
        }

        return rendition;
    }

    private static void Append(PdfDocument whole, PdfDocument next)
    {
        var before = whole.PageCount;
        LinkedPages.Number(next);
        foreach (var page in next.Pages().ToArray())
        {
            whole.AddCopyOf(page);
        }

        LinkedPages.Resolve(whole, before);

        // Behind the pages: what refers to them finds the copies.
        AppendOutline(whole, next);
        AppendLayers(whole, next);
    }

    private static void AppendOutline(PdfDocument whole, PdfDocument next)
    {
        if (!next.Catalog["/Outlines"]["/First"].IsIndirect)
        {
            return;
        }

        if (!whole.Catalog["/Outlines"].IsIndirect)
        {
            whole.Catalog.Set("/Outlines", whole.MakeIndirect(whole.Parse("<</Type/Outlines>>")));
        }

        var (outline, added) = (whole.Catalog["/Outlines"], whole.CopyOf(next.Catalog["/Outlines"]));
        var (last, first) = (outline["/Last"], added["/First"]);
        var entry = first;
        for (var i = 0; i < MostEntries && entry.IsDictionary; i++)
        {
            entry.Set("/Parent", outline);
            entry = entry["/Next"];
        }

        if (last.IsDictionary)
        {
            last.Set("/Next", first);
            first.Set("/Prev", last);
        }
        else
        {
            outline.Set("/First", first);
        }

        outline.Set("/Last", added["/Last"]);
        outline.Set("/Count", PdfSyntax.Number(Math.Max(0, outline["/Count"].Integer ?? 0) + Math.Max(0, added["/Count"].Integer ?? 0), 0));
    }

    /// <summary>What is switched off in one of them stays switched off.</summary>
    private static void AppendLayers(PdfDocument whole, PdfDocument next)
    {
        var layers = next.Catalog["/OCProperties"];
        if (!layers.IsDictionary)
        {
            return;
        }

        // As an object of its own, because qpdf copies only such from file to file.
        var added = whole.CopyOf(next.MakeIndirect(layers));
        var own = whole.Catalog["/OCProperties"];
        if (!own.IsDictionary)
        {
            whole.Catalog.Set("/OCProperties", added);
            return;
        }

        AppendItems(own, added, "/OCGs");
        foreach (var key in new[] { "/ON", "/OFF", "/Order" })
        {
            AppendItems(own["/D"], added["/D"], key);
        }
    }

    private static void AppendItems(PdfObject to, PdfObject from, string key)
    {
        if (from[key].Count > 0 && !to[key].IsArray)
        {
            to.Set(key, "[]");
        }

        foreach (var item in from[key].Items())
        {
            to[key].Append(item);
        }
    }
}
