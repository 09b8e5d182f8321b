using System.Text.Json;
using Digitize.Pages;

namespace Digitize.Documents;

/// <summary>How a version is made from an earlier one: these pages of it, in this order.</summary>
public sealed record VersionEdit(IReadOnlyList<EditedPage> Pages)
{
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

        return Pages.GroupBy(page => page.Page).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"Page {twice.Key} is there twice." : null;
    }

    /// <summary>Whether the version would be as it is.</summary>
    public bool ChangesNothing(int pagesOfVersion) =>
        Pages.Count == pagesOfVersion && Pages.Select((page, index) => page.Page.Index == index && page is { Turn: QuarterTurn.None, Texts: null }).All(same => same);

    internal string ToJson() => JsonSerializer.Serialize(Pages.Select(page => new Stored(page.Page.Value, (int)page.Turn, page.Texts)));

    internal static VersionEdit FromJson(string json) =>
        new([.. JsonSerializer.Deserialize<List<Stored>>(json)!.Select(page => new EditedPage(new PageNumber(page.Page), (QuarterTurn)page.Turn) { Texts = page.Texts })]);

    private sealed record Stored(int Page, int Turn, IReadOnlyDictionary<int, string>? Texts);
}

/// <summary>One page of the new version.</summary>
/// <param name="Page">In the version before.</param>
/// <param name="Turn">Clockwise, as the version before shows it.</param>
public sealed record EditedPage(PageNumber Page, QuarterTurn Turn)
{
    /// <summary>Corrected words, by their place in reading order, counted from 1; null when the words stay.</summary>
    public IReadOnlyDictionary<int, string>? Texts { get; init; }
}
