using System.Text.Json;
using Digitize.Pages;

namespace Digitize.Documents;

/// <summary>How a version is made from an earlier one: these pages of it, in this order. Where a page starts a document, several documents are made instead of a version.</summary>
public sealed record VersionEdit(IReadOnlyList<EditedPage> Pages)
{
    /// <summary>A document of one version for each part: more are no letters that lay together.</summary>
    public const int MostParts = 200;

    /// <summary>The pages of each document that it makes; one where it makes a version.</summary>
    public IReadOnlyList<IReadOnlyList<EditedPage>> Parts
    {
        get
        {
            var parts = new List<List<EditedPage>>();
            foreach (var page in Pages)
            {
                if (parts.Count == 0 || page.StartsDocument)
                {
                    parts.Add([]);
                }

                parts[^1].Add(page);
            }

            return parts;
        }
    }

    /// <summary>The first page of a document starts one in any case.</summary>
    public bool Splits => Pages.Skip(1).Any(page => page.StartsDocument);

    /// <summary>Null when it can be done to a version of that many pages; else why not, in a sentence.</summary>
    public string? Fault(int pagesOfVersion)
    {
        if (Pages.Count == 0)
        {
            return "A document has at least one page.";
        }

        if (Pages.FirstOrDefault(page => page.Page.Value > pagesOfVersion) is { } missing)
        {
            return $"The version has {pagesOfVersion} pages and no page {missing.Page}.";
        }

        if (Pages.GroupBy(page => page.Page).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return $"Page {twice.Key} is there twice.";
        }

        return Pages.Count(page => page.StartsDocument) > MostParts ? $"At most {MostParts} documents can be made of one." : null;
    }

    /// <summary>Whether the version would be as it is.</summary>
    public bool ChangesNothing(int pagesOfVersion) =>
        !Splits && Pages.Count == pagesOfVersion && Pages.Select((page, index) => page.Page.Index == index && page is { Turn: QuarterTurn.None, Texts: null }).All(same => same);

    internal string ToJson() => JsonSerializer.Serialize(Pages.Select(page => new Stored(page.Page.Value, (int)page.Turn, page.Texts, page.StartsDocument)));

    internal static VersionEdit FromJson(string json) =>
        new([.. JsonSerializer.Deserialize<List<Stored>>(json)!.Select(page => new EditedPage(new PageNumber(page.Page), (QuarterTurn)page.Turn) { Texts = page.Texts, StartsDocument = page.Starts })]);

    private sealed record Stored(int Page, int Turn, IReadOnlyDictionary<int, string>? Texts, bool Starts = false);
}

/// <summary>One page of the new version.</summary>
/// <param name="Page">In the version before.</param>
/// <param name="Turn">Clockwise, as the version before shows it.</param>
public sealed record EditedPage(PageNumber Page, QuarterTurn Turn)
{
    /// <summary>Corrected words, by their place in reading order, counted from 1; null when the words stay.</summary>
    public IReadOnlyDictionary<int, string>? Texts { get; init; }

    /// <summary>A document of its own begins with this page.</summary>
    public bool StartsDocument { get; init; }
}
