using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Documents;

public sealed class ReviewQueueTests
{
    [Test]
    public async Task What_waits_is_told_page_by_page_newest_letters_first_and_nothing_of_what_is_not_shown()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var sure = await AddReadAsync(archive, account, (0, false), (null, false));
        var doubtful = await AddReadAsync(archive, account, (0, false), (3, false));
        var torn = await AddReadAsync(archive, account, (2, false), (null, true));
        var trashed = await AddReadAsync(archive, account, (9, false));
        var restricted = await AddReadAsync(archive, account, (9, false));
        var others = await AddReadAsync(archive, await archive.AddAccountAsync("B"), (9, false));
        await archive.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await db.Documents.Where(row => row.Id == trashed).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DocumentState.Trashed));
            await db.Documents.Where(row => row.Id == restricted).ExecuteUpdateAsync(set => set.SetProperty(row => row.RestrictedAt, archive.Clock.GetUtcNow()));
        }, CancellationToken.None);

        await using var own = archive.Database.Open(CurrentAccount.Of(account));
        var queue = new ReviewQueue(own);
        Assert.That(await queue.CountAsync(CancellationToken.None), Is.EqualTo(new ReviewCounts(2, 5, 1)));
        var first = await queue.ListAsync(null, 1, CancellationToken.None);
        Assert.That(first.Documents.Single().Id, Is.EqualTo(torn));
        Assert.That(first.Documents.Single().Pages, Is.EqualTo(new[] { new PageToReview(new PageNumber(1), 2), new PageToReview(new PageNumber(2), 0) }));
        Assert.That(first.Documents.Single().Pages[1].IsGap);
        var second = await queue.ListAsync(first.Next, 1, CancellationToken.None);
        Assert.That(second.Documents.Single().Id, Is.EqualTo(doubtful));
        Assert.That(second.Documents.Single().Pages, Is.EqualTo(new[] { new PageToReview(new PageNumber(2), 3) }));
        Assert.That(second.Next, Is.Null, $"{sure} is sure, and {others} is another account's.");
    }

    private static async Task<DocumentId> AddReadAsync(TestArchive archive, AccountId account, params (int? Doubtful, bool IsGap)[] pages)
    {
        archive.Clock.Pass(TimeSpan.FromSeconds(1));
        var document = await archive.AddDocumentAsync(account);
        await archive.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            foreach (var (index, (words, isGap)) in pages.Index())
            {
                var number = PageNumber.FromIndex(index);
                db.Add(new PageReading { DocumentId = document, AccountId = account, Version = 1, Page = number, KeepsText = false, WidthPoints = 595, HeightPoints = 842, Words = 10, DoubtfulWords = words, FailureCode = isGap ? FailureCode.Damaged : null, Text = "" });
                db.Add(new VersionPage { DocumentId = document, AccountId = account, Version = 1, Number = number, ReadIn = 1, ReadAs = number, SourcePage = number, Turn = QuarterTurn.None });
            }

            await db.SaveChangesAsync();
            await db.Documents.Where(row => row.Id == document).ExecuteUpdateAsync(set => set
                .SetProperty(row => row.State, DocumentState.Completed)
                .SetProperty(row => row.CurrentVersion, 1)
                .SetProperty(row => row.DoubtfulWords, pages.Sum(page => page.Doubtful ?? 0))
                .SetProperty(row => row.FailedPages, pages.Count(page => page.IsGap)));
        }, CancellationToken.None);
        return document;
    }
}
