using System.Text;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>A stretch of text around a hit; <see cref="IsHit"/> marks the words that were looked for.</summary>
public sealed record SnippetPart(string Text, bool IsHit);

/// <summary>One place where the words were found: a page, or the title where <see cref="Page"/> is null.</summary>
public sealed record SearchHit(PageNumber? Page, IReadOnlyList<SnippetPart> Snippet);

/// <summary>A document and its best hits, best first.</summary>
public sealed record FoundDocument(Document Document, IReadOnlyList<SearchHit> Hits);

/// <summary>
/// Full-text search over titles and pages of the scope's account, in German and English: all words must stand on the same page (or in the title). On SQLite words match
/// from their beginning; on PostgreSQL by their stems in both languages.
/// </summary>
public sealed class Search(DigitizeDb db, CurrentAccount account)
{
    private const char HitBegins = '\u0002';
    private const char HitEnds = '\u0003';
    private const int HitsLookedAt = 500;
    private const int HitsPerDocument = 5;

    /// <param name="words">As somebody types them; nothing in them is an operator.</param>
    /// <param name="tags">Only documents that have all of them.</param>
    public async Task<IReadOnlyList<FoundDocument>> FindAsync(string words, IReadOnlyList<TagName> tags, int limit, CancellationToken cancel)
    {
        var terms = Terms(words);
        if (terms.Count == 0 || account.Id is not { } id)
        {
            return [];
        }

        string[] keys = [.. tags.Select(tag => tag.Key).Distinct()];
        var places = await (db.IsPostgres ? OnPostgres(id, string.Join(' ', terms), keys) : OnSqlite(id, terms, keys)).ToListAsync(cancel);
        var best = places.GroupBy(place => place.DocumentId).Take(limit).Select(group => (Document: new DocumentId(group.Key), Places: group.Take(HitsPerDocument).ToList())).ToList();
        var ids = best.Select(found => found.Document).ToList();
        var documents = await db.Documents.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancel);

        // Only what is shown is marked: that is most of the work on a page.
        var shown = best.Where(found => documents.ContainsKey(found.Document)).ToList();
        var snippets = await SnippetsAsync(id, terms, [.. shown.SelectMany(found => found.Places).Select(place => place.TextId)], cancel);
        return [.. shown.Select(found => new FoundDocument(documents[found.Document], [.. found.Places.Where(place => snippets.ContainsKey(place.TextId)).Select(place => ToHit(place, snippets[place.TextId]))]))];
    }

    /// <summary>
    /// The words of one document that were hit, page by page, as they stand there: what a picture of the page marks. The title is no page.
    /// </summary>
    public async Task<IReadOnlyDictionary<PageNumber, IReadOnlySet<string>>> HitWordsAsync(DocumentId document, string words, CancellationToken cancel)
    {
        var terms = Terms(words);
        if (terms.Count == 0 || account.Id is not { } id)
        {
            return new Dictionary<PageNumber, IReadOnlySet<string>>();
        }

        var pages = await (db.IsPostgres ? MarkedOnPostgres(id, document, string.Join(' ', terms)) : MarkedOnSqlite(id, document, terms)).ToListAsync(cancel);
        return pages.ToDictionary(page => new PageNumber(page.Page!.Value), page => (IReadOnlySet<string>)Parts(page.Snippet).Where(part => part.IsHit).Select(part => part.Text).ToHashSet());
    }

    /// <summary>Letters and digits in a row; everything else separates.</summary>
    public static IReadOnlyList<string> Terms(string words)
    {
        var text = new StringBuilder();
        foreach (var c in words)
        {
            text.Append(char.IsLetterOrDigit(c) ? c : ' ');
        }

        return [.. text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(16)];
    }

    internal static IReadOnlyList<SnippetPart> Parts(string marked)
    {
        var parts = new List<SnippetPart>();
        foreach (var piece in marked.Split(HitBegins))
        {
            var end = piece.IndexOf(HitEnds, StringComparison.Ordinal);
            if (end > 0)
            {
                parts.Add(new SnippetPart(piece[..end], true));
            }

            if (end + 1 < piece.Length)
            {
                parts.Add(new SnippetPart(piece[(end + 1)..], false));
            }
        }

        return parts;
    }

    /// <summary>In quotes, so that nothing in a word is an operator of FTS5.</summary>
    private static string MatchAll(IReadOnlyList<string> terms) => string.Join(' ', terms.Select(term => $"\"{term}\"*"));

    private static SearchHit ToHit(Place place, string snippet) => new(place.Page is { } page ? new PageNumber(page) : null, Parts(snippet));

    private async Task<IReadOnlyDictionary<long, string>> SnippetsAsync(AccountId id, IReadOnlyList<string> terms, long[] texts, CancellationToken cancel) =>
        await (db.IsPostgres ? SnippetsOnPostgres(id, string.Join(' ', terms), texts) : SnippetsOnSqlite(id, terms, texts)).ToDictionaryAsync(row => row.TextId, row => row.Text, cancel);

    private IQueryable<Place> OnSqlite(AccountId id, IReadOnlyList<string> terms, string[] tags)
    {
        var (query, wanted) = (MatchAll(terms), JsonSerializer.Serialize(tags));
        return db.Database.SqlQuery<Place>($"""
            SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page"
            FROM page_search JOIN page_texts t ON t.id = page_search.rowid
            WHERE page_search MATCH {query} AND t.account_id = {id.Value}
                  AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key IN (SELECT value FROM json_each({wanted}))) = {tags.Length})
            ORDER BY page_search.rank LIMIT {HitsLookedAt}
            """);
    }

    private IQueryable<Snippet> SnippetsOnSqlite(AccountId id, IReadOnlyList<string> terms, long[] texts)
    {
        var query = MatchAll(terms);
        var list = $"[{string.Join(',', texts)}]";
        return db.Database.SqlQuery<Snippet>($"""
            SELECT t.id AS "TextId", snippet(page_search, 0, char(2), char(3), '…', 16) AS "Text"
            FROM json_each({list}) chosen CROSS JOIN page_search ON page_search.rowid = chosen.value JOIN page_texts t ON t.id = page_search.rowid
            WHERE page_search MATCH {query} AND t.account_id = {id.Value}
            """);
    }

    private IQueryable<Row> MarkedOnSqlite(AccountId id, DocumentId document, IReadOnlyList<string> terms)
    {
        var query = MatchAll(terms);
        return db.Database.SqlQuery<Row>($"""
            SELECT t.document_id AS "DocumentId", t.page AS "Page", highlight(page_search, 0, char(2), char(3)) AS "Snippet"
            FROM page_search JOIN page_texts t ON t.id = page_search.rowid
            WHERE page_search MATCH {query} AND t.document_id = {document.Value} AND t.account_id = {id.Value} AND t.page IS NOT NULL
            """);
    }

    private IQueryable<Row> MarkedOnPostgres(AccountId id, DocumentId document, string words) => db.Database.SqlQuery<Row>($"""
        SELECT t.document_id AS "DocumentId", t.page AS "Page",
               ts_headline('german', t.text, q.query, 'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)) AS "Snippet"
        FROM page_texts t, (SELECT plainto_tsquery('german', {words}) || plainto_tsquery('english', {words}) AS query) q
        WHERE t.search @@ q.query AND t.document_id = {document.Value} AND t.account_id = {id.Value} AND t.page IS NOT NULL
        """);

    private IQueryable<Place> OnPostgres(AccountId id, string words, string[] tags) => db.Database.SqlQuery<Place>($"""
        SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page"
        FROM page_texts t, (SELECT plainto_tsquery('german', {words}) || plainto_tsquery('english', {words}) AS query) q
        WHERE t.search @@ q.query AND t.account_id = {id.Value}
              AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key = ANY ({tags})) = {tags.Length})
        ORDER BY ts_rank(t.search, q.query) DESC, t.id DESC LIMIT {HitsLookedAt}
        """);

    private IQueryable<Snippet> SnippetsOnPostgres(AccountId id, string words, long[] texts) => db.Database.SqlQuery<Snippet>($"""
        SELECT t.id AS "TextId",
               ts_headline('german', t.text, q.query, 'MaxFragments=1, MaxWords=16, MinWords=8, StartSel=' || chr(2) || ', StopSel=' || chr(3)) AS "Text"
        FROM page_texts t, (SELECT plainto_tsquery('german', {words}) || plainto_tsquery('english', {words}) AS query) q
        WHERE t.id = ANY({texts}) AND t.account_id = {id.Value}
        """);

    /// <summary>A text that matches: of a page, or of the title.</summary>
    private sealed record Place(long TextId, Guid DocumentId, int? Page);

    private sealed record Snippet(long TextId, string Text);

    private sealed record Row(Guid DocumentId, int? Page, string Snippet);
}
