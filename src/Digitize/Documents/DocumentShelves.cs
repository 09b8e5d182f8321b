using System.Globalization;
using System.Text;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>Which documents somebody looks through.</summary>
public enum Shelf
{
    /// <summary>All but those in the trash and stacks that were split.</summary>
    All,

    /// <summary>Those that are not finished yet.</summary>
    InWork,

    /// <summary>Those that failed, or have pages that could not be read.</summary>
    NeedsALook,

    Trash,
}

/// <summary>How a shelf is sorted. Two documents that are alike in it are in the order of their ids.</summary>
public enum ShelfOrder
{
    Newest,
    Oldest,

    /// <summary>By the letters of the title, capitals or not; umlauts stand with their letters.</summary>
    Title,
}

/// <summary>What is looked at and how.</summary>
public sealed record ShelfView(Shelf Shelf = Shelf.All, ShelfOrder Order = ShelfOrder.Newest)
{
    /// <summary>A document has all of them; none lets every document through.</summary>
    public IReadOnlyList<TagName> Tags { get; init; } = [];
}

/// <summary>How many documents wait on two shelves.</summary>
public sealed record ShelfCounts(int InWork, int NeedsALook);

/// <summary>
/// Looks through the documents of the account that the context belongs to, some at a time. Each shelf and order has its index, so that the last page of a long list comes as quickly as the first.
/// </summary>
public sealed class DocumentShelves(DigitizeDb db)
{
    public const int MostCounted = 10_000;

    /// <param name="after">The <see cref="DocumentList.Next"/> of a list of the same view; null begins it. What is none begins it too.</param>
    /// <param name="limit">1 to <see cref="DocumentQueries.MostAtOnce"/>.</param>
    public async Task<DocumentList> ListAsync(ShelfView view, string? after, int limit, CancellationToken cancel)
    {
        var rows = Tagged(On(view.Shelf), view.Tags).Select(db.IsPostgres ? TitleOrder.ByCollation : TitleOrder.ByLetters);
        var found = await Sorted(rows, view.Order, after).Take(limit + 1).ToListAsync(cancel);
        var shown = found.Take(limit).ToList();
        string? next = null;
        if (found.Count > limit)
        {
            var (last, key) = (shown[^1].Row, shown[^1].Key);
            next = view.Order == ShelfOrder.Title ? new TitleCursor(key, last.Id).ToString() : new DocumentCursor(last.ReceivedAt, last.Id).ToString();
        }

        return new DocumentList([.. shown.Select(entry => entry.Row)], next);
    }

    /// <summary>No shelf is counted further than <see cref="MostCounted"/>.</summary>
    public async Task<ShelfCounts> CountAsync(CancellationToken cancel) => new(await CountAsync(Shelf.InWork, cancel), await CountAsync(Shelf.NeedsALook, cancel));

    /// <summary>In the order of the shelf's index: without it SQLite takes any index of the account, and reads all of its rows.</summary>
    private Task<int> CountAsync(Shelf shelf, CancellationToken cancel) => On(shelf).OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Take(MostCounted).CountAsync(cancel);

    /// <summary>The conditions are those of the partial indexes, word for word: SQLite uses an index only then.</summary>
    internal IQueryable<Document> On(Shelf shelf) => shelf switch
    {
        Shelf.InWork => db.OwnDocuments.Where(row => row.State == DocumentState.Received || row.State == DocumentState.Recognizing || row.State == DocumentState.Assembling),
        Shelf.NeedsALook => db.OwnDocuments.Where(row => row.State == DocumentState.Failed || row.FailedPages > 0),
        Shelf.Trash => db.OwnDocuments.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.State == DocumentState.Trashed),
        _ => db.OwnDocuments,
    };

    private static IQueryable<TitledDocument> Sorted(IQueryable<TitledDocument> rows, ShelfOrder order, string? after)
    {
        if (order == ShelfOrder.Title)
        {
            var behind = TitleCursor.TryParse(after) is { } title ? rows.Where(row => string.Compare(row.Key, title.Key) > 0 || (row.Key == title.Key && row.Row.Id > title.Id)) : rows;
            return behind.OrderBy(row => row.Key).ThenBy(row => row.Row.Id);
        }

        var cursor = DocumentCursor.TryParse(after);
        if (order == ShelfOrder.Oldest)
        {
            var later = cursor is { } old ? rows.Where(row => row.Row.ReceivedAt > old.ReceivedAt || (row.Row.ReceivedAt == old.ReceivedAt && row.Row.Id > old.Id)) : rows;
            return later.OrderBy(row => row.Row.ReceivedAt).ThenBy(row => row.Row.Id);
        }

        var earlier = cursor is { } young ? rows.Where(row => row.Row.ReceivedAt < young.ReceivedAt || (row.Row.ReceivedAt == young.ReceivedAt && row.Row.Id < young.Id)) : rows;
        return earlier.OrderByDescending(row => row.Row.ReceivedAt).ThenByDescending(row => row.Row.Id);
    }

    private IQueryable<Document> Tagged(IQueryable<Document> rows, IReadOnlyList<TagName> tags) =>
        tags.Select(tag => tag.Key).Aggregate(rows, (some, key) => some.Where(row => db.Tags.Any(tag => tag.DocumentId == row.Id && tag.Key == key)));

    private readonly record struct TitleCursor(string Key, DocumentId Id)
    {
        public static TitleCursor? TryParse(string? text)
        {
            var parts = (text ?? "").Split('_');
            if (parts.Length != 2 || parts[0].Length % 2 != 0 || !parts[0].All(char.IsAsciiHexDigit) || DocumentId.TryParse(parts[1]) is not { } id)
            {
                return null;
            }

            return new TitleCursor(Encoding.UTF8.GetString(Convert.FromHexString(parts[0])), id);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Key))}_{Id}");
    }
}
