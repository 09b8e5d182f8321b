using Digitize.Documents;

namespace Digitize.Web.Screens.DocumentList;

/// <summary>One line of a list.</summary>
/// <param name="Hits">Where the words of a search were found, best first; none when nothing was looked for.</param>
public sealed record ListedDocument(Document Document, IReadOnlyList<string> Tags, IReadOnlyList<SearchHit> Hits);

/// <summary>Some lines, and the address of those behind them; null at the end.</summary>
public sealed record ListedDocuments(IReadOnlyList<ListedDocument> Lines, string? More);
