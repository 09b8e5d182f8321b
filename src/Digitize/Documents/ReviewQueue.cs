using Digitize.Database;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>A page that somebody should look at: words were read with doubt, or it could not be read at all.</summary>
/// <param name="Words">Read with doubt; 0 on a page that could not be read.</param>
public sealed record PageToReview(PageNumber Page, int Words)
{
    public bool IsGap => Words == 0;
}

/// <summary>A document with its pages to look at, of the version that is shown.</summary>
public sealed record DocumentToReview(DocumentId Id, string Title, int Version, IReadOnlyList<PageToReview> Pages);

/// <summary>Some of what waits, the newest documents first. <see cref="Next"/> goes on where it ends; null at the end.</summary>
public sealed record ReviewList(IReadOnlyList<DocumentToReview> Documents, string? Next);

/// <summary>How much waits, over all documents.</summary>
public sealed record ReviewCounts(int Documents, int Words, int Gaps);

/// <summary>What waits for somebody to look at it, of the account that the context belongs to. Counted when pages were read, so that no page is opened to know it.</summary>
public sealed class ReviewQueue(DigitizeDb db)
{
    /// <summary>No further are documents counted.</summary>
    public const int MostCounted = 10_000;

    /// <param name="after">The <see cref="ReviewList.Next"/> of an earlier list; null begins it. What is none begins it too.</param>
    public async Task<ReviewList> ListAsync(string? after, int limit, CancellationToken cancel)
    {
        var waiting = Waiting();
        if (DocumentCursor.TryParse(after) is { } cursor)
        {
            waiting = waiting.Where(row => row.ReceivedAt < cursor.ReceivedAt || (row.ReceivedAt == cursor.ReceivedAt && row.Id < cursor.Id));
        }

        var found = await waiting.OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Take(limit + 1).ToListAsync(cancel);
        var shown = found.Take(limit).ToList();
        var pages = await PagesAsync([.. shown.Select(row => row.Id)], cancel);
        return new ReviewList(
            [.. shown.Select(row => new DocumentToReview(row.Id, row.Title, row.CurrentVersion!.Value, [.. pages[row.Id]]))],
            found.Count > limit ? new DocumentCursor(shown[^1].ReceivedAt, shown[^1].Id).ToString() : null);
    }

    public async Task<ReviewCounts> CountAsync(CancellationToken cancel)
    {
        var waiting = Waiting().OrderByDescending(row => row.ReceivedAt).ThenByDescending(row => row.Id).Take(MostCounted).Select(row => new { Words = row.DoubtfulWords ?? 0, Gaps = row.FailedPages });
        return await waiting.GroupBy(_ => 1).Select(all => new ReviewCounts(all.Count(), all.Sum(row => row.Words), all.Sum(row => row.Gaps))).SingleOrDefaultAsync(cancel) ?? new ReviewCounts(0, 0, 0);
    }

    /// <summary>What is being worked on is not to be changed now. The second condition is that of the partial index, word for word.</summary>
    internal IQueryable<Document> Waiting() => db.OwnDocuments.Where(row => row.State == DocumentState.Completed && row.CurrentVersion != null).Where(row => row.DoubtfulWords > 0 || row.FailedPages > 0);

    private async Task<ILookup<DocumentId, PageToReview>> PagesAsync(List<DocumentId> ids, CancellationToken cancel)
    {
        var rows = await (from document in db.Documents
                          where ids.Contains(document.Id)
                          join page in db.VersionPages on new { DocumentId = document.Id, Version = document.CurrentVersion } equals new { page.DocumentId, Version = (int?)page.Version }
                          join reading in db.PageReadings on new { page.DocumentId, Version = page.ReadIn, Page = page.ReadAs } equals new { reading.DocumentId, reading.Version, reading.Page }
                          where reading.DoubtfulWords > 0 || reading.FailureCode != null
                          orderby page.Number
                          select new { page.DocumentId, page.Number, Words = reading.FailureCode == null ? reading.DoubtfulWords ?? 0 : 0 }).ToListAsync(cancel);
        return rows.ToLookup(row => row.DocumentId, row => new PageToReview(row.Number, row.Words));
    }
}
