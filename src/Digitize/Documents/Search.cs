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
/// Full-text search over titles and pages of the scope's account, but for restricted documents, in German and English: all words must stand on the same page (or in the title). On SQLite words match
/// from their beginning; on PostgreSQL by their stems in both languages.
/// </summary>
public sealed class Search(DigitizeDb db, CurrentAccount account)
{
    private const char HitBegins = '\u0002';
    private const char HitEnds = '\u0003';
    private const int HitsLookedAt = 200;

    /// <summary>
    /// Words that stand on more pages are told newest first: ranking reads every one of them (200 ms for the 195 000 of an archive of 400 000, against 20 ms), and says nothing about such words.
    /// </summary>
    internal int MostRanked { get; init; } = 10_000;

    /// <summary>To rank a text there, its words are fetched from beside the table, one by one.</summary>
    private const int MostRankedOnPostgres = 500;

    /// <summary>Of more than these the newest are looked for among the last texts only.</summary>
    internal int MostListed { get; init; } = 1_000;

    /// <summary>The fewest texts, from the last one back, among which the newest matches are looked for at once.</summary>
    internal int SmallestWindow { get; init; } = 4_096;

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
        var places = db.IsPostgres ? await OnPostgresAsync(id, string.Join(' ', terms), keys, cancel) : await OnSqliteAsync(id, terms, keys, cancel);
        var best = places.GroupBy(place => place.DocumentId).Take(limit).Select(group => (Document: new DocumentId(group.Key), Places: group.Take(HitsPerDocument).ToList())).ToList();
        var ids = best.Select(found => found.Document).ToList();
        var documents = await db.Documents.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancel);
        var shown = best.Where(found => documents.ContainsKey(found.Document)).ToList();
        var snippets = db.IsPostgres ? await SnippetsOnPostgresAsync(id, string.Join(' ', terms), [.. shown.SelectMany(found => found.Places).Select(place => place.TextId)], cancel) : null;
        return [.. shown.Select(found => new FoundDocument(documents[found.Document], [.. found.Places.Select(place => ToHit(place, place.Snippet ?? snippets?.GetValueOrDefault(place.TextId) ?? ""))]))];
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

    private async Task<List<Place>> OnSqliteAsync(AccountId id, IReadOnlyList<string> terms, string[] tags, CancellationToken cancel)
    {
        var (query, wanted) = (MatchAll(terms), JsonSerializer.Serialize(tags));
        var matches = await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM (SELECT 1 FROM page_search WHERE page_search MATCH {query} LIMIT {MostRanked + 1}) matching").SingleAsync(cancel);

        // Two statements, because FTS5 is quick at its own two orders only where it is told which.
        return await (matches > MostRanked
            ? db.Database.SqlQuery<Place>($"""
                SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page", snippet(page_search, 0, char(2), char(3), '…', 16) AS "Snippet"
                FROM page_search JOIN page_texts t ON t.id = page_search.rowid
                WHERE page_search MATCH {query} AND t.account_id = {id.Value} AND t.document_id NOT IN (SELECT id FROM documents WHERE restricted_at IS NOT NULL)
                      AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key IN (SELECT value FROM json_each({wanted}))) = {tags.Length})
                ORDER BY page_search.rowid DESC LIMIT {HitsLookedAt}
                """)
            : db.Database.SqlQuery<Place>($"""
                SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page", snippet(page_search, 0, char(2), char(3), '…', 16) AS "Snippet"
                FROM page_search JOIN page_texts t ON t.id = page_search.rowid
                WHERE page_search MATCH {query} AND t.account_id = {id.Value} AND t.document_id NOT IN (SELECT id FROM documents WHERE restricted_at IS NOT NULL)
                      AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key IN (SELECT value FROM json_each({wanted}))) = {tags.Length})
                ORDER BY page_search.rank LIMIT {HitsLookedAt}
                """)).ToListAsync(cancel);
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

    /// <summary>
    /// First which texts match, in the order in which they lie: without their words, which lie elsewhere and are long to fetch. Ranked is what is few; of more the newest are taken, from the list
    /// where all of them are in it.
    /// </summary>
    private async Task<List<Place>> OnPostgresAsync(AccountId id, string words, string[] tags, CancellationToken cancel)
    {
        var matching = await db.Database.SqlQuery<long>($"""
            SELECT t.id AS "Value" FROM page_texts t
            WHERE t.search @@ (plainto_tsquery('german', {words}) || plainto_tsquery('english', {words})) AND t.account_id = {id.Value} AND t.document_id NOT IN (SELECT id FROM documents WHERE restricted_at IS NOT NULL)
                  AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key = ANY ({tags})) = {tags.Length})
            LIMIT {MostListed + 1}
            """).ToListAsync(cancel);
        if (matching.Count > MostListed)
        {
            var spacing = (matching.Max() - matching.Min() + 1) / matching.Count;
            return await NewestOnPostgresAsync(id, words, tags, Math.Max(SmallestWindow, 2 * HitsLookedAt * spacing), cancel);
        }

        return await (matching.Count <= Math.Min(MostRanked, MostRankedOnPostgres)
            ? RankedOnPostgres(id, words, [.. matching])
            : InOrderOnPostgres(id, [.. matching.OrderDescending().Take(HitsLookedAt)])).ToListAsync(cancel);
    }

    /// <summary>
    /// Among the last texts, and among four times as many where too few of them match. What matches and what is new is told by two indexes, so that only what is both is fetched;
    /// left to itself, the planner walks back over every text and fetches its words, which it takes for cheap.
    /// </summary>
    private async Task<List<Place>> NewestOnPostgresAsync(AccountId id, string words, string[] tags, long window, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        await db.Database.ExecuteSqlRawAsync("SET LOCAL enable_indexscan = off; SET LOCAL enable_seqscan = off", cancel);
        var last = await db.Database.SqlQuery<long>($"""SELECT last_value AS "Value" FROM page_texts_id_seq""").SingleAsync(cancel);
        while (true)
        {
            var before = last - window;
            var newest = await NewestOnPostgres(id, words, tags, before).ToListAsync(cancel);
            if (newest.Count == HitsLookedAt || before <= 0)
            {
                return newest;
            }

            window *= 4;
        }
    }

    private IQueryable<Place> NewestOnPostgres(AccountId id, string words, string[] tags, long before) => db.Database.SqlQuery<Place>($"""
        SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page", NULL::text AS "Snippet"
        FROM page_texts t
        WHERE t.search @@ (plainto_tsquery('german', {words}) || plainto_tsquery('english', {words})) AND t.id > {before}
              AND t.account_id = {id.Value} AND t.document_id NOT IN (SELECT id FROM documents WHERE restricted_at IS NOT NULL)
              AND ({tags.Length} = 0 OR (SELECT count(*) FROM tags g WHERE g.document_id = t.document_id AND g.key = ANY ({tags})) = {tags.Length})
        ORDER BY t.id DESC LIMIT {HitsLookedAt}
        """);

    private IQueryable<Place> RankedOnPostgres(AccountId id, string words, long[] texts) => db.Database.SqlQuery<Place>($"""
        SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page", NULL::text AS "Snippet"
        FROM page_texts t
        WHERE t.id = ANY ({texts}) AND t.account_id = {id.Value}
        ORDER BY ts_rank(t.search, plainto_tsquery('german', {words}) || plainto_tsquery('english', {words})) DESC, t.id DESC LIMIT {HitsLookedAt}
        """);

    private IQueryable<Place> InOrderOnPostgres(AccountId id, long[] texts) => db.Database.SqlQuery<Place>($"""
        SELECT t.id AS "TextId", t.document_id AS "DocumentId", t.page AS "Page", NULL::text AS "Snippet"
        FROM page_texts t
        WHERE t.id = ANY ({texts}) AND t.account_id = {id.Value}
        ORDER BY t.id DESC
        """);

    /// <summary>Of what is shown only: that is most of the work on a page.</summary>
    private Task<Dictionary<long, string>> SnippetsOnPostgresAsync(AccountId id, string words, long[] texts, CancellationToken cancel) => db.Database.SqlQuery<Snippet>($"""
        SELECT t.id AS "TextId",
               ts_headline('german', t.text, q.query, 'MaxFragments=1, MaxWords=16, MinWords=8, StartSel=' || chr(2) || ', StopSel=' || chr(3)) AS "Text"
        FROM page_texts t, (SELECT plainto_tsquery('german', {words}) || plainto_tsquery('english', {words}) AS query) q
        WHERE t.id = ANY({texts}) AND t.account_id = {id.Value}
        """).ToDictionaryAsync(row => row.TextId, row => row.Text, cancel);

    /// <summary>A text that matches: of a page, or of the title.</summary>
    private sealed record Place(long TextId, Guid DocumentId, int? Page, string? Snippet);

    private sealed record Snippet(long TextId, string Text);

    private sealed record Row(Guid DocumentId, int? Page, string Snippet);
}
