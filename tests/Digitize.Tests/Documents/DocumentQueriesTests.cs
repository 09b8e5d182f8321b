using Digitize.Accounts;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Documents;

public sealed class DocumentQueriesTests
{
    [Test]
    public async Task A_list_read_in_parts_shows_every_document_once_newest_first()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var sent = new List<DocumentId>();
        for (var i = 0; i < 7; i++)
        {
            // Pairs in the same millisecond: the id decides.
            archive.Clock.Pass(TimeSpan.FromMilliseconds(i % 2));
            sent.Add(await archive.AddDocumentAsync(account));
        }

        await using var db = archive.Database.Open(CurrentAccount.Of(account));
        var queries = new DocumentQueries(db);
        var seen = new List<Document>();
        string? cursor = null;
        do
        {
            var part = await queries.ListAsync(new DocumentFilter(), DocumentCursor.TryParse(cursor), 2, CancellationToken.None);
            seen.AddRange(part.Documents);
            cursor = part.Next;
        }
        while (cursor is not null);

        Assert.That(seen.Select(document => document.Id), Is.EquivalentTo(sent));
        Assert.That(seen.Select(document => document.ReceivedAt), Is.Ordered.Descending);
    }

    [Test]
    public async Task Another_account_sees_nothing_and_nobody_sees_less()
    {
        await using var archive = await TestArchive.CreateAsync();
        var mine = await archive.AddAccountAsync("A");
        var other = await archive.AddAccountAsync("B");
        var id = await archive.AddDocumentAsync(mine);

        await using var theirs = archive.Database.Open(CurrentAccount.Of(other));
        await using var nobodys = archive.Database.Open(new CurrentAccount());
        await using var ours = archive.Database.Open(CurrentAccount.Of(mine));
        Assert.That(await new DocumentQueries(theirs).FindAsync(id, CancellationToken.None), Is.Null);
        Assert.That(await new DocumentQueries(nobodys).FindAsync(id, CancellationToken.None), Is.Null);
        Assert.That(await new DocumentQueries(theirs).KeysAsync(id, CancellationToken.None), Is.Null);
        Assert.That(await new DocumentQueries(ours).FindAsync(id, CancellationToken.None), Is.Not.Null);
        Assert.That(await nobodys.Documents.CountAsync(), Is.Zero);
    }

    [TestCase("x")]
    [TestCase("1_2_3")]
    [TestCase("-1_018f0000-0000-7000-8000-000000000000")]
    public void A_cursor_that_was_not_ours_is_none(string text) => Assert.That(DocumentCursor.TryParse(text), Is.Null);
}
