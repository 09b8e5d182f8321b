using Digitize.Pages.Imaging;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Puts scanned pages in the place of the source's pages. The source's page objects stay the same objects with new contents,
/// so that outline, links and page labels still lead to them.
/// </summary>
internal static class PageGraft
{
    private static readonly HashSet<string> KeysThatStay = ["/Type", "/Parent"];

    /// <param name="draft">Holds the scanned pages of the plan, in its order.</param>
    public static void Apply(PdfDocument source, PdfDocument draft, IReadOnlyList<PlannedPage> plan)
    {
        if (plan[^1].Number.Value > source.PageCount)
        {
            throw new ArgumentException($"The source has {source.PageCount} pages, and page {plan[^1].Number} was given.", nameof(plan));
        }

        source.PushInheritedAttributes();
        var labels = PageLabels.Read(source);
        var pages = source.Pages().ToArray();
        var ownIntent = OutputIntents.Find(source) is null;
        var byNumber = plan.ToDictionary(page => page.Number.Index);
        var scans = 0;
        var left = new List<PdfObject>();
        for (var i = 0; i < pages.Length; i++)
        {
            if (!byNumber.TryGetValue(i, out var planned))
            {
                left.Add(pages[i]);
            }
            else if (!planned.IsKept)
            {
                Replace(pages[i], draft.Page(PageNumber.FromIndex(scans++)), planned, ownIntent);
            }
        }

        // The structure tree speaks of contents that are not there any more, and would hold on to pages that were left out.
        if (plan.Count < pages.Length || scans > 0)
        {
            source.Catalog.Remove("/StructTreeRoot");
            source.Catalog.Remove("/MarkInfo");
        }

        FlattenedAnnotations.Apply(source);
        foreach (var page in left)
        {
            var id = page.Id;
            source.RemovePage(page);
            source.Erase(id);
        }

        labels?.WriteTo(source, [.. plan.Select(page => page.Number)]);
    }

    private static void Replace(PdfObject page, PdfObject scan, PlannedPage planned, bool ownIntent)
    {
        var document = page.Document;
        var links = LinksOn(page, planned);
        page.KeepOnly(KeysThatStay);
        page.Set("/MediaBox", $"[0 0 {PdfSyntax.Numbers(2, planned.Size!.Value.WidthPoints, planned.Size.Value.HeightPoints)}]");
        page.Set("/Contents", document.CopyOf(scan["/Contents"]));
        var resources = document.CopyOf(scan["/Resources"]);
        if (!ownIntent)
        {
            // The source's output intent is not sRGB; our pictures are.
            resources.Set("/ColorSpace", "<<>>");
            resources["/ColorSpace"].Set("/DefaultRGB", OutputIntents.SrgbSpace(document));
        }

        page.Set("/Resources", resources);
        if (links.Count > 0)
        {
            var annotations = document.Parse("[]");
            links.ForEach(annotations.Append);
            page.Set("/Annots", annotations);
        }
    }

    /// <summary>The page's links, brought to where their words are in the new picture. Everything else that lay on the page is in the picture.</summary>
    private static List<PdfObject> LinksOn(PdfObject page, PlannedPage planned)
    {
        var links = new List<PdfObject>();
        var place = PagePlace.Of(page, planned.Size!.Value, planned.Done?.Turned ?? QuarterTurn.None);
        foreach (var annotation in page["/Annots"].Items())
        {
            if (annotation["/Subtype"].Name == "/Link" && place?.Map(annotation["/Rect"]) is { } rectangle)
            {
                annotation.Set("/Rect", rectangle);
                annotation.Remove("/QuadPoints");
                annotation.Remove("/AP");
                links.Add(annotation);
            }
        }

        return links;
    }
}
