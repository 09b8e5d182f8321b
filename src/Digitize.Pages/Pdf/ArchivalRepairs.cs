using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>Mends what keeps a document from being PDF/A-2b and can be mended without changing how it looks.</summary>
internal static class ArchivalRepairs
{
    private const long Print = 4;
    private const long NoZoomNoRotate = 8 | 16;

    /// <summary>Flags that hide an annotation: Invisible, Hidden, NoView, ToggleNoView.</summary>
    private const long Hiding = 1 | 2 | 32 | 256;

    public static void Apply(PdfDocument document)
    {
        OutputIntents.Settle(document);
        foreach (var page in document.Pages())
        {
            using var scope = document.Scope();
            MendAnnotations(page);
            MendBoxes(page);
            if (!page["/Resources"].IsDictionary)
            {
                // Required of every page, and left out where nothing is drawn.
                page.Set("/Resources", "<<>>");
            }
        }

        MendLayers(document.Catalog["/OCProperties"]);
        ObjectGraph.Walk(document, (value, _) =>
        {
            MendObject(value);
            MendEmpty(document, value);
        });
    }

    /// <summary>A hidden annotation is not part of what one sees, so it goes; others get the flags and the one appearance that clause 6.3 wants.</summary>
    private static void MendAnnotations(PdfObject page)
    {
        var annotations = page["/Annots"];
        if (!annotations.IsArray)
        {
            return;
        }

        var kept = page.Document.Parse("[]");
        foreach (var annotation in annotations.Items())
        {
            var flags = annotation["/F"].Integer ?? 0;
            if ((flags & Hiding) != 0)
            {
                continue;
            }

            var wanted = flags | Print | (annotation["/Subtype"].Name == "/Text" ? NoZoomNoRotate : 0);
            annotation.Set("/F", wanted.ToString(CultureInfo.InvariantCulture));
            MendAppearance(annotation);
            kept.Append(annotation);
        }

        page.Set("/Annots", kept);
    }

    /// <summary>Boxes for print shops that make no sense; viewers do not look at them.</summary>
    private static void MendBoxes(PdfObject page)
    {
        foreach (var key in new[] { "/BleedBox", "/TrimBox", "/ArtBox" })
        {
            if (PagePlace.Rectangle(page[key]) is not { } box || !DocumentChecks.IsPossible(box))
            {
                page.Remove(key);
            }
        }
    }

    private static void MendAppearance(PdfObject annotation)
    {
        var appearance = annotation["/AP"];
        var normal = appearance["/N"];
        if (normal.IsDictionary && annotation["/AS"].Name is { } state && normal[state].IsStream)
        {
            appearance.Set("/N", normal[state]);
        }

        appearance.Remove("/D");
        appearance.Remove("/R");
    }

    private static void MendLayers(PdfObject layers)
    {
        foreach (var configuration in layers["/Configs"].Items().Append(layers["/D"]))
        {
            configuration.Remove("/AS");
            if (configuration.IsDictionary && !configuration.Has("/Name"))
            {
                configuration.Set("/Name", string.Create(CultureInfo.InvariantCulture, $"(Layers {configuration.Id.Id})"));
            }
        }
    }

    /// <summary>qpdf says that an empty stream is compressed and writes nothing for it, which is no zlib stream. A line end in it draws nothing.</summary>
    private static void MendEmpty(PdfDocument document, PdfObject value)
    {
        if (value.IsStream && value["/Length"].Integer == 0 && value["/Subtype"].Name != "/Image")
        {
            document.Fill(value, "\n"u8);
        }
    }

    private static void MendObject(PdfObject value)
    {
        switch (value["/Subtype"].Name)
        {
            case "/Image":
                value.Remove("/Alternates");
                value.Remove("/OPI");
                if (value["/Interpolate"].IsTrue)
                {
                    value.Remove("/Interpolate");
                }

                break;
            case "/Form" when value.IsStream:
                value.Remove("/OPI");
                value.Remove("/Ref");
                value.Remove("/PS");
                value.Remove("/Subtype2");
                break;
            case "/CIDFontType2" when !value.Has("/CIDToGIDMap"):
                value.Set("/CIDToGIDMap", "/Identity");
                break;
        }

        if (value["/Type"].Name == "/FontDescriptor")
        {
            // Lists of the letters in a font program: needless in PDF/A-2, and forbidden where they are wrong, as they often are.
            value.Remove("/CharSet");
            value.Remove("/CIDSet");
        }

        if (value["/Type"].Name == "/ExtGState")
        {
            value.Remove("/HTP");
            if (value["/TR"].Name is "/Identity" or "/Default")
            {
                value.Remove("/TR");
            }
        }
    }
}
