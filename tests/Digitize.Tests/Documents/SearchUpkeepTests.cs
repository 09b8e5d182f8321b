using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Documents;

public sealed class SearchUpkeepTests
{
    [Test]
    public async Task Many_pieces_of_the_index_become_one_and_find_the_same()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        for (var page = 1; page <= 40; page++)
        {
            var document = await archive.AddDocumentAsync(account);
            await archive.Database.WriteAsync(CurrentAccount.Everyone, async db =>
            {
                db.Add(new PageText { AccountId = account, DocumentId = document, Page = PageNumber.First, Text = "Rechnung " + string.Join(' ', Enumerable.Range(0, 100).Select(word => $"wort{word}")) });
                await db.SaveChangesAsync();
            }, CancellationToken.None);
        }

        var before = await PiecesAsync(archive);
        Assert.That(await new SearchUpkeep(archive.Database).MergeAsync(CancellationToken.None), Is.Positive);

        Assert.That(await PiecesAsync(archive), Is.EqualTo(1).And.LessThan(before));
        await using var rows = archive.Database.Open(CurrentAccount.Of(account));
        Assert.That(await new Search(rows, CurrentAccount.Of(account)).FindAsync("rechnung wort99", [], 100, CancellationToken.None), Has.Count.EqualTo(40));
        Assert.That(await new SearchUpkeep(archive.Database).MergeAsync(CancellationToken.None), Is.Zero, "There is nothing left to do.");
    }

    /// <summary>Segments of FTS5, which it names in the index of its pages.</summary>
    private static async Task<int> PiecesAsync(TestArchive archive)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.Database.SqlQuery<int>($"SELECT count(DISTINCT segid) AS \"Value\" FROM page_search_idx").SingleAsync();
    }
}
