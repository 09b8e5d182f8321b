namespace Digitize.Pages.Pdf;

/// <summary>
/// Takes out of a document whatever could do something or carry something along: actions, scripts, attachments, form logic, private data.
/// What may stay is listed; everything else goes. Links within the document and to web and mail addresses stay.
/// </summary>
internal static class ActiveContent
{
    private static readonly HashSet<string> OfTrailer = ["/Root", "/Info", "/ID", "/Size"];

    private static readonly HashSet<string> OfCatalog =
    [
        "/Type", "/Pages", "/Outlines", "/Dests", "/Names", "/PageLabels", "/PageMode", "/PageLayout", "/Lang",
        "/StructTreeRoot", "/MarkInfo", "/OCProperties", "/OutputIntents",
    ];

    private static readonly HashSet<string> OfNames = ["/Dests"];

    private static readonly HashSet<string> OfPage =
    [
        "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Contents", "/Rotate", "/Group",
        "/Annots", "/StructParents", "/Tabs", "/UserUnit",
    ];

    private static readonly HashSet<string> OfAction = ["/Type", "/S", "/D", "/URI", "/IsMap"];

    /// <summary>Annotations that show or mark something, and links.</summary>
    private static readonly HashSet<string> Annotations =
    [
        "/Text", "/Link", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline", "/Squiggly",
        "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Watermark", "/Redact",
    ];

    public static void Remove(PdfDocument document)
    {
        document.Trailer.KeepOnly(OfTrailer);
        var catalog = document.Catalog;
        catalog.KeepOnly(OfCatalog);
        catalog["/Names"].KeepOnly(OfNames);
        if (catalog["/PageMode"].Name is not ("/UseNone" or "/UseOutlines" or "/UseThumbs" or "/UseOC"))
        {
            catalog.Remove("/PageMode");
        }

        foreach (var page in document.Pages())
        {
            using var scope = document.Scope();
            page.KeepOnly(OfPage);
            CleanAnnotations(page);
        }

        CleanOutline(document);
        ObjectGraph.Walk(document, (value, _) => Disarm(value));
    }

    /// <summary>Address of the web or of mail: nothing else may be called from a letter.</summary>
    internal static bool IsHarmless(PdfObject action) => action["/S"].Name switch
    {
        "/GoTo" => LeadsSomewhere(action["/D"]),
        "/URI" => action["/URI"].Text is { } address && (
            address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    /// <summary>A name, or a page that is still there.</summary>
    private static bool LeadsSomewhere(PdfObject destination) =>
        destination.Kind is PdfKind.Name or PdfKind.String || (destination.IsArray && destination[0].IsDictionary);

    private static void CleanAnnotations(PdfObject page)
    {
        var annotations = page["/Annots"];
        if (annotations.IsNull)
        {
            page.Remove("/Annots");
            return;
        }

        var kept = page.Document.Parse("[]");
        foreach (var annotation in annotations.Items())
        {
            if (Annotations.Contains(annotation["/Subtype"].Name ?? "") && CleanAction(annotation))
            {
                kept.Append(annotation);
            }
        }

        if (kept.Count == 0)
        {
            page.Remove("/Annots");
        }
        else
        {
            page.Set("/Annots", kept);
        }
    }

    /// <summary>Whether the annotation is still good for something.</summary>
    private static bool CleanAction(PdfObject annotation)
    {
        annotation.Remove("/AA");
        annotation.Remove("/PA");
        annotation.Remove("/FS");
        if (annotation.Has("/A") && !CleanAction(annotation, "/A"))
        {
            annotation.Remove("/A");
        }

        return annotation["/Subtype"].Name != "/Link" || annotation.Has("/A") || LeadsSomewhere(annotation["/Dest"]);
    }

    private static bool CleanAction(PdfObject owner, string key)
    {
        var action = owner[key];
        if (!IsHarmless(action))
        {
            return false;
        }

        action.KeepOnly(OfAction);
        return true;
    }

    private static void CleanOutline(PdfDocument document)
    {
        foreach (var entry in OutlineEntries.Of(document))
        {
            if (entry.Has("/A") && !CleanAction(entry, "/A"))
            {
                entry.Remove("/A");
            }

            if (entry.Has("/Dest") && !LeadsSomewhere(entry["/Dest"]))
            {
                entry.Remove("/Dest");
            }

            entry.Remove("/AA");
        }
    }

    /// <summary>Whatever the lists above let through, wherever it hides.</summary>
    private static void Disarm(PdfObject value)
    {
        if (value.Kind is not (PdfKind.Dictionary or PdfKind.Stream))
        {
            return;
        }

        if (value.Has("/JS"))
        {
            value.Remove("/JS");
            value.Remove("/S");
        }

        // Attached files; also metadata and private data of programs, which may tell more than the letter shows. Metadata streams
        // are the only ones that qpdf would inflate, whatever their size.
        value.Remove("/EF");
        value.Remove("/PieceInfo");
        value.Remove("/Metadata");
        if (value["/Type"].Name == "/Metadata")
        {
            value.Remove("/Type");
        }
    }
}
