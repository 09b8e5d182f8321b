using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>What a list shows. Null means: any.</summary>
public sealed record DocumentFilter(DocumentState? State = null)
{
    /// <summary>A document has all of them; none lets every document through.</summary>
    public IReadOnlyList<TagName> Tags { get; init; } = [];

    /// <summary>Also those that are restricted, for owners.</summary>
    public bool ShowsRestricted { get; init; }
}

/// <summary>Some rows of a longer list, newest first. <see cref="Next"/> goes on where it ends; null at the end.</summary>
public sealed record DocumentList(IReadOnlyList<Document> Documents, string? Next);

/// <summary>Entries of the feed, oldest first. <see cref="Cursor"/> is where to go on, also when there was nothing new.</summary>
public sealed record ChangeList(IReadOnlyList<Change> Changes, long Cursor);

/// <summary>Reads the documents of the account that the context belongs to; another account's id is answered like one that never existed.</summary>
public sealed class DocumentQueries(DigitizeDb db)
{
    public const int MostAtOnce = 200;

    /// <param name="after">A cursor from an earlier list; null begins with the newest.</param>
    /// <param name="limit">1 to <see cref="MostAtOnce"/>.</param>
    public async Task<DocumentList> ListAsync(DocumentFilter filter, DocumentCursor? after, int limit, CancellationToken cancel)
    {
        var rows = await Newest(filter, after).Take(limit + 1).ToListAsync(cancel);
        return ListOf(rows, limit);
    }

    public Task<Document?> FindAsync(DocumentId id, CancellationToken cancel) => db.Documents.SingleOrDefaultAsync(row => row.Id == id, cancel);

    /// <summary>Also when it lies in the trash, was split or merged, or is restricted: for owners, who may know that it is there and have its original.</summary>
    public Task<Document?> FindWithRestrictedAsync(DocumentId id, CancellationToken cancel) => db.AllDocuments.SingleOrDefaultAsync(row => row.Id == id, cancel);

    /// <summary>Those that are restricted, newest first, wherever they are in their lives: for owners.</summary>
    /// <param name="after">A cursor from an earlier list; null begins with the newest.</param>
    public async Task<DocumentList> RestrictedAsync(DocumentCursor? after, int limit, CancellationToken cancel)
    {
        var rows = await Behind(db.AllDocuments.Where(row => row.RestrictedAt != null), after).Take(limit + 1).ToListAsync(cancel);
        return ListOf(rows, limit);
    }

    /// <summary>Also when it lies in the trash, or was split or merged.</summary>
    public Task<Document?> FindWithTrashAsync(DocumentId id, CancellationToken cancel) =>
        db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).SingleOrDefaultAsync(row => row.Id == id, cancel);

    /// <summary>All versions of a document, oldest first.</summary>
    public async Task<IReadOnlyList<DocumentVersion>> VersionsAsync(DocumentId id, CancellationToken cancel) =>
        await db.Versions.Where(row => row.DocumentId == id).OrderBy(row => row.Number).ToListAsync(cancel);

    /// <summary>The version that was asked for last and is not there: it is being made, or could not be.</summary>
    public Task<PlannedVersion?> PlannedAsync(DocumentId id, CancellationToken cancel) =>
        db.PlannedVersions.Where(row => row.DocumentId == id).OrderByDescending(row => row.Reading).FirstOrDefaultAsync(cancel);

    /// <summary>The pages of a version in their order; none where it is from before versions kept them.</summary>
    public Task<IReadOnlyList<ShownPage>> ShownPagesAsync(DocumentId id, int version, CancellationToken cancel) => Versions.PagesAsync(db, id, version, cancel);

    /// <summary>Where the words of the pages are: of a version, or of the reading under way where there is none.</summary>
    public async Task<IReadOnlyList<PageWordsPlace>> WordsAsync(DocumentId id, int? version, CancellationToken cancel)
    {
        var shown = await (from page in db.VersionPages
                           where page.DocumentId == id && page.Version == version
                           join reading in db.PageReadings on new { page.DocumentId, Version = page.ReadIn, Page = page.ReadAs } equals new { reading.DocumentId, reading.Version, reading.Page }
                           orderby page.Number
                           select new PageWordsPlace(page.Number, reading.WordsBlob, page.Turn)).ToListAsync(cancel);
        return shown.Count > 0 ? shown : [.. (await PagesAsync(id, cancel)).Select(page => new PageWordsPlace(page.Number, page.WordsBlob, QuarterTurn.None))];
    }

    /// <summary>The documents that were made of one, in the order of its pages.</summary>
    public async Task<IReadOnlyList<Document>> PartDocumentsAsync(DocumentId whole, CancellationToken cancel) =>
        await db.Documents.Where(row => row.SplitFrom == whole).OrderBy(row => row.SplitFromPage).ThenBy(row => row.Id).ToListAsync(cancel);

    /// <summary>The documents that became one, in the order of its pages, as long as that can be taken back.</summary>
    public async Task<IReadOnlyList<Document>> MergedDocumentsAsync(DocumentId whole, CancellationToken cancel) =>
        await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.MergedInto == whole && row.State == DocumentState.Merged).OrderBy(row => row.MergedAtPage).ToListAsync(cancel);

    /// <summary>The pages of the latest reading.</summary>
    public async Task<IReadOnlyList<Page>> PagesAsync(DocumentId id, CancellationToken cancel) =>
        await db.Pages.Where(row => row.DocumentId == id).OrderBy(row => row.Number).ToListAsync(cancel);

    /// <summary>The documents that were cut from a stack, in its order, also those in the trash.</summary>
    public async Task<IReadOnlyList<DocumentId>> PartsAsync(DocumentId stack, CancellationToken cancel) =>
        await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.SplitFrom == stack).OrderBy(row => row.SplitFromPage).Select(row => row.Id).ToListAsync(cancel);

    /// <param name="number">Null for the version that is shown.</param>
    public async Task<DocumentVersion?> VersionAsync(DocumentId id, int? number, CancellationToken cancel)
    {
        var wanted = number ?? (await FindAsync(id, cancel))?.CurrentVersion;
        return wanted is null ? null : await db.Versions.SingleOrDefaultAsync(row => row.DocumentId == id && row.Number == wanted, cancel);
    }

    /// <summary>The text of every page that has some, in order. Of a version whose pages were not kept it is what search looks through.</summary>
    public async Task<IReadOnlyList<string>> TextAsync(DocumentId id, int version, CancellationToken cancel)
    {
        var pages = await ShownPagesAsync(id, version, cancel);
        return pages.Count > 0
            ? [.. pages.Select(page => page.Reading.Text).Where(text => text.Length > 0)]
            : await db.Texts.Where(row => row.DocumentId == id && row.Page != null).OrderBy(row => row.Page).Select(row => row.Text).ToListAsync(cancel);
    }

    /// <summary>The tags of some documents, each in the order of the alphabet.</summary>
    public async Task<ILookup<DocumentId, string>> TagsAsync(IReadOnlyCollection<DocumentId> ids, CancellationToken cancel) =>
        (await db.Tags.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Key).ToListAsync(cancel)).ToLookup(row => row.DocumentId, row => row.Name);

    /// <summary>All tags of the account in the order of their keys, with one spelling of each.</summary>
    /// <param name="after">Goes on behind this tag; null begins with the first.</param>
    public async Task<IReadOnlyList<TagCount>> AllTagsAsync(TagName? after, int limit, CancellationToken cancel)
    {
        var tags = after is { Key: var key } ? db.Tags.Where(row => string.Compare(row.Key, key) > 0) : db.Tags;
        return await (from tag in tags
                      join document in db.Documents on tag.DocumentId equals document.Id
                      group tag by tag.Key into same
                      orderby same.Key
                      select new TagCount(same.Min(tag => tag.Name)!, same.Count())).Take(limit).ToListAsync(cancel);
    }

    /// <summary>The titles of some documents, wherever they are in their lives; of those that have gone there is none. For owners, who may know that the restricted ones are there.</summary>
    public Task<Dictionary<DocumentId, string>> TitlesAsync(IReadOnlyCollection<DocumentId> ids, CancellationToken cancel) =>
        db.AllDocuments.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.Title, cancel);

    /// <summary>What <see cref="EncryptedBlobs"/> needs to open the bytes of a document.</summary>
    public async Task<DocumentKeys?> KeysAsync(DocumentId id, CancellationToken cancel) =>
        await DocumentBlobs.KeysAsync(db, id, cancel);

    /// <summary>The names of the types of the account.</summary>
    public Task<Dictionary<DocumentTypeId, string>> TypesAsync(CancellationToken cancel) => db.DocumentTypes.ToDictionaryAsync(row => row.Id, row => row.Name, cancel);

    /// <summary>Nothing of restricted documents: once the restriction is lifted, the feed says that they are there again.</summary>
    /// <param name="after">0 begins with the oldest.</param>
    public async Task<ChangeList> ChangesAsync(long after, int limit, CancellationToken cancel)
    {
        var rows = await db.Changes.Where(row => row.Cursor > after && !db.AllDocuments.Any(document => document.Id == row.DocumentId && document.RestrictedAt != null)).OrderBy(row => row.Cursor).Take(limit).ToListAsync(cancel);
        return new ChangeList(rows, rows.Count == 0 ? after : rows[^1].Cursor);
    }

    private IQueryable<Document> Newest(DocumentFilter filter, DocumentCursor? after)
    {
        string[] hidden = filter.State is DocumentState.Trashed or DocumentState.Split or DocumentState.Merged ? [DigitizeDb.SoftDeleteFilter] : [];
        var rows = db.Documents.IgnoreQueryFilters(filter.ShowsRestricted ? [.. hidden, DigitizeDb.RestrictionFilter] : hidden);
        if (filter.State is { } state)
        {
            rows = rows.Where(row => row.State == state);
        }

        foreach (var key in filter.Tags.Select(tag => tag.Key))
        {
            rows = rows.Where(row => db.Tags.Any(tag => tag.DocumentId == row.Id && tag.Key == key));
        }

        return Behind(rows, after);
    }

    private static IQueryable<Document> Behind(IQueryable<Document> rows, DocumentCursor? after) =>
        (after is { } cursor ? rows.Where(row => row.ReceivedAt < cursor.ReceivedAt || (row.ReceivedAt == cursor.ReceivedAt && row.Id < cursor.Id)) : rows)
        .OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id);

    private static DocumentList ListOf(List<Document> rows, int limit)
    {
        var shown = rows.Take(limit).ToList();
        return new DocumentList(shown, rows.Count > limit ? new DocumentCursor(shown[^1].ReceivedAt, shown[^1].Id).ToString() : null);
    }
}
