namespace Digitize.Pages.Pdf;

/// <summary>Names that a document has for places on its pages. Links and outline of a document that becomes a part of another say the place itself, because the other may use the name for something else.</summary>
internal static class NamedDestinations
{
    /// <summary>A tree of names has a root, one level for a million names, and no more in honest files.</summary>
    private const int DeepestTree = 20;

    private const int MostNames = 1_000_000;

    public static void SpellOut(PdfDocument document)
    {
        var places = new Dictionary<string, PdfObject>(StringComparer.Ordinal);
        foreach (var name in document.Catalog["/Dests"].Keys())
        {
            places[name] = document.Catalog["/Dests"][name];
        }

        Gather(document.Catalog["/Names"]["/Dests"], places, 0);
        document.Catalog.Remove("/Dests");
        document.Catalog.Remove("/Names");
        foreach (var owner in document.Pages().SelectMany(page => page["/Annots"].Items()).Concat(OutlineEntries.Of(document)))
        {
            SpellOut(owner, places);
        }
    }

    private static void Gather(PdfObject node, Dictionary<string, PdfObject> places, int depth)
    {
        var names = node["/Names"];
        for (var i = 0; i + 1 < names.Count && places.Count < MostNames; i += 2)
        {
            if (names[i].Bytes is { } name)
            {
                places[Convert.ToHexString(name)] = names[i + 1];
            }
        }

        foreach (var child in depth < DeepestTree ? node["/Kids"].Items() : [])
        {
            Gather(child, places, depth + 1);
        }
    }

    private static void SpellOut(PdfObject owner, Dictionary<string, PdfObject> places)
    {
        SpellOut(owner, "/Dest", places);
        SpellOut(owner["/A"], "/D", places);
    }

    /// <summary>A name that stands for nothing leads nowhere, also in the other document.</summary>
    private static void SpellOut(PdfObject owner, string key, Dictionary<string, PdfObject> places)
    {
        var named = owner[key];
        var name = named.Name ?? (named.Bytes is { } bytes ? Convert.ToHexString(bytes) : null);
        if (name is null)
        {
            return;
        }

        var place = places.TryGetValue(name, out var known) ? known : owner.Document.Null;
        place = place.IsDictionary ? place["/D"] : place;
        if (place.IsArray)
        {
            owner.Set(key, place);
        }
        else
        {
            owner.Remove(key);
        }
    }
}
