using Digitize.Documents;
using Digitize.Pages;
using Digitize.Sharing;

namespace Digitize.Web.Screens.OneDocument;

/// <summary>A document as its screen shows it.</summary>
/// <param name="Pages">Of the version that is shown; while there is none, those that have been counted.</param>
/// <param name="Planned">The version that is being made, or could not be; null when none was asked for.</param>
/// <param name="Links">By which it is shared, or was in the last days.</param>
/// <param name="Types">Of the account, by name.</param>
/// <param name="Parts">What it was split into; of what is not split, none.</param>
/// <param name="MergedFrom">What it was made of, as long as that can be taken back.</param>
/// <param name="MergedInto">What it is a part of, where it is merged.</param>
public sealed record ShownDocument(
    Document Document, IReadOnlyList<ShownSheet> Pages, IReadOnlyList<string> Tags, IReadOnlyList<DocumentVersion> Versions, PlannedVersion? Planned, IReadOnlyList<ShareLink> Links,
    IReadOnlyDictionary<DocumentTypeId, string> Types, IReadOnlyList<Document> Parts, IReadOnlyList<Document> MergedFrom, Document? MergedInto)
{
    internal static async Task<ShownDocument> LoadAsync(DocumentQueries documents, ShareLinks links, Document document, CancellationToken cancel)
    {
        var pages = document.CurrentVersion is { } version ? await documents.ShownPagesAsync(document.Id, version, cancel) : [];
        return new ShownDocument(
            document,
            pages.Count > 0 ? [.. pages.Select(ShownSheet.Of)] : [.. (await documents.PagesAsync(document.Id, cancel)).Select(ShownSheet.Of)],
            [.. (await documents.TagsAsync([document.Id], cancel))[document.Id]],
            await documents.VersionsAsync(document.Id, cancel),
            await documents.PlannedAsync(document.Id, cancel),
            await links.ListAsync(document.AccountId, document.Id, cancel),
            await documents.TypesAsync(cancel),
            document.State == DocumentState.Split ? await documents.PartDocumentsAsync(document.Id, cancel) : [],
            document.State == DocumentState.Trashed ? [] : await documents.MergedDocumentsAsync(document.Id, cancel),
            document is { State: DocumentState.Merged, MergedInto: { } into } ? await documents.FindWithTrashAsync(into, cancel) : null);
    }
}

/// <summary>One page: its place, and its size on paper as it is shown.</summary>
/// <param name="Source">Its page of the original.</param>
/// <param name="Turn">Degrees clockwise, on top of what reading made upright.</param>
/// <param name="HasPlaces">Its words can be laid over it.</param>
/// <param name="KeepsText">Its words are those of its file, and are not corrected.</param>
public sealed record ShownSheet(int Number, int Source, PageSize Size, int Turn, bool IsRead, bool HasPlaces, bool KeepsText)
{
    public static ShownSheet Of(ShownPage page) => new(page.Number.Value, page.SourcePage.Value, page.Size, (int)page.Turn, page.Reading.Failure is null, page.Reading.WordsBlob is not null, page.Reading.KeepsText);

    public static ShownSheet Of(Page page) => new(page.Number.Value, page.Number.Value, new PageSize(page.WidthPoints, page.HeightPoints), 0, page.State != PageState.Failed, page.WordsBlob is not null, page.KeepsText);
}
