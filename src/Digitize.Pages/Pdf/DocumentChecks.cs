using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>The catalog and the pages: clauses 6.1.13 (page sizes), 6.2.3, 6.4, 6.5.2, 6.9, 6.10.</summary>
internal static class DocumentChecks
{
    /// <summary>Points, clause 6.1.13.</summary>
    private const double SmallestPage = 3;
    private const double LargestPage = 14400;

    public static void CheckCatalog(PdfDocument document, Findings findings)
    {
        const string Place = "catalog";
        var catalog = document.Catalog;
        var identifiers = document.Trailer["/ID"];
        findings.Expect(identifiers.Count == 2 && identifiers[0].Bytes is { Length: > 0 } && identifiers[1].Bytes is { Length: > 0 }, "6.1.3", "The file has no identifier.", "trailer");
        findings.Expect(!document.Trailer.Has("/Encrypt"), "6.1.3", "The file is encrypted.", "trailer");
        findings.Expect(!catalog.Has("/Perms"), "6.1.12", "The document restricts what may be done with it.", Place);
        findings.Expect(OutputIntents.Find(document) is not null, "6.2.3", "The document has no valid output intent.", Place);
        findings.Expect(catalog["/OutputIntents"].Items().All(intent => !intent.Has("/DestOutputProfileRef")), "6.2.3", "The output profile is in another file.", Place);
        findings.Expect(catalog["/OutputIntents"].Items().Select(intent => intent["/DestOutputProfile"].Id).Distinct().Count() <= 1, "6.2.3", "The output intents have different profiles.", Place);
        var form = catalog["/AcroForm"];
        findings.Expect(!form["/NeedAppearances"].IsTrue, "6.4.1", "Form fields are left to the viewer to draw.", Place);
        findings.Expect(!form.Has("/XFA") && !catalog["/NeedsRendering"].IsTrue, "6.4.2", "There is an XFA form.", Place);
        findings.Expect(!catalog.Has("/AA"), "6.5.2", "The document acts by itself.", Place);
        findings.Expect(!catalog["/Names"].Has("/EmbeddedFiles"), "6.8", "Files are attached, and nobody knows whether they are PDF/A.", Place);
        findings.Expect(!catalog["/Names"].Has("/AlternatePresentations"), "6.10", "There are alternate presentations.", Place);
        CheckLayers(catalog["/OCProperties"], findings);
    }

    public static void CheckPage(PdfObject page, Findings findings, string place)
    {
        foreach (var key in new[] { "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox" })
        {
            if (PagePlace.Rectangle(page[key]) is { } box)
            {
                findings.Expect(IsPossible(box), "6.1.13", "A page is smaller than 3 points or larger than 14400.", place);
            }
        }

        findings.Expect(!page.Has("/AA"), "6.5.2", "The page acts by itself.", place);
        findings.Expect(!page.Has("/PresSteps"), "6.10", "The page has steps of a presentation.", place);
        AnnotationChecks.Run(page, findings, place);
    }

    public static bool IsPossible((double Left, double Bottom, double Right, double Top) box) =>
        box.Right - box.Left is >= SmallestPage and <= LargestPage && box.Top - box.Bottom is >= SmallestPage and <= LargestPage;

    private static void CheckLayers(PdfObject layers, Findings findings)
    {
        if (!layers.IsDictionary)
        {
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var groups = layers["/OCGs"].Items().Select(group => group.Id).ToHashSet();
        foreach (var configuration in layers["/Configs"].Items().Prepend(layers["/D"]))
        {
            findings.Expect(configuration["/Name"].Text is { Length: > 0 } name && names.Add(name), "6.9", "Layers are arranged without a name of their own.", "layers");
            findings.Expect(!configuration.Has("/AS"), "6.9", "Layers are switched by events.", "layers");
            if (configuration["/Order"].IsArray)
            {
                var ordered = new HashSet<(int, int)>();
                Gather(configuration["/Order"], ordered, 0);
                findings.Expect(groups.IsSubsetOf(ordered), "6.9", "The order of layers leaves some out.", "layers");
            }
        }
    }

    private static void Gather(PdfObject order, HashSet<(int, int)> groups, int depth)
    {
        foreach (var item in depth < 50 ? order.Items() : [])
        {
            if (item.IsArray)
            {
                Gather(item, groups, depth + 1);
            }
            else
            {
                groups.Add(item.Id);
            }
        }
    }

    public static string Place(int index) => string.Create(CultureInfo.InvariantCulture, $"page {index + 1}");
}
