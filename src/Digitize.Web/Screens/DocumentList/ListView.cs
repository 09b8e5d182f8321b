using Digitize.Documents;
using Microsoft.AspNetCore.Http.Extensions;

namespace Digitize.Web.Screens.DocumentList;

/// <summary>What the address of a list says: shelf, order, tag and the words that are looked for.</summary>
/// <param name="Words">Null when nothing is looked for. A search goes over all shelves but the trash, best first.</param>
public sealed record ListView(Shelf Shelf, ShelfOrder Order, TagName? Tag, string? Words)
{
    public const int LongestSearch = 500;

    /// <summary>What is no shelf, order or tag counts as not said.</summary>
    public static ListView Of(Shelf shelf, string? order, string? tag, string? words) => new(
        shelf,
        Enum.TryParse<ShelfOrder>(order, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : ShelfOrder.Newest,
        TagName.TryParse(tag),
        string.IsNullOrWhiteSpace(words) ? null : words[..Math.Min(words.Length, LongestSearch)]);

    public static Shelf ShelfOf(string? name) => Enum.TryParse<Shelf>(name, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : Shelf.All;

    internal ShelfView OnShelf => new(Shelf, Order) { Tags = Tag is { } tag ? [tag] : [] };

    /// <summary>The whole page.</summary>
    public string Address => (Shelf == Shelf.Trash ? "/trash" : "/documents") + Query(null);

    /// <summary>More rows of it.</summary>
    public string RowsAfter(string? cursor) => "/documents/rows" + Query(cursor, sayTrash: true);

    private string Query(string? after, bool sayTrash = false)
    {
        var query = new QueryBuilder();
        if (Shelf != Shelf.All && (Shelf != Shelf.Trash || sayTrash))
        {
            query.Add("show", Shelf.ToString());
        }

        if (Order != ShelfOrder.Newest)
        {
            query.Add("order", Order.ToString());
        }

        if (Tag is { } tag)
        {
            query.Add("tag", tag.Text);
        }

        if (Words is not null)
        {
            query.Add("query", Words);
        }

        if (after is not null)
        {
            query.Add("after", after);
        }

        return query.ToString();
    }
}
