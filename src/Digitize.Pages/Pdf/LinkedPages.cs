using System.Globalization;

namespace Digitize.Pages.Pdf;

/// <summary>
/// Links between pages that go to another file. qpdf copies page by page, and finds of what a link leads to only what has been copied already; so for the way links say the number of their page.
/// </summary>
internal static class LinkedPages
{
    public static void Number(PdfDocument document)
    {
        var numbers = document.Pages().Select((page, index) => (page.Id, index)).ToDictionary(page => page.Id, page => page.index);
        foreach (var (owner, key) in Links(document, 0))
        {
            if (numbers.TryGetValue(owner[key][0].Id, out var number))
            {
                Lead(owner, key, document.Parse(number.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <param name="before">How many pages lie before those that came.</param>
    public static void Resolve(PdfDocument document, int before)
    {
        var pages = document.Pages().Skip(before).ToList();
        foreach (var (owner, key) in Links(document, before))
        {
            if (owner[key][0].Integer is { } number && number >= 0 && number < pages.Count)
            {
                Lead(owner, key, pages[(int)number]);
            }
        }
    }

    private static IEnumerable<(PdfObject Owner, string Key)> Links(PdfDocument document, int before) =>
        from page in document.Pages().Skip(before).ToList()
        from annotation in page["/Annots"].Items()
        from link in new[] { (annotation, "/Dest"), (annotation["/A"], "/D") }
        select link;

    /// <summary>An array of its own: several links may share one.</summary>
    private static void Lead(PdfObject owner, string key, PdfObject page)
    {
        var place = owner.Document.Parse("[]");
        place.Append(page);
        foreach (var item in owner[key].Items().Skip(1))
        {
            place.Append(item);
        }

        owner.Set(key, place);
    }
}
