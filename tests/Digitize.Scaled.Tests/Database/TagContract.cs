using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>Tags, the same on both databases.</summary>
[Parallelizable]
[TestFixture(false, TestName = "Tags on SQLite")]
[TestFixture(true, TestName = "Tags on PostgreSQL")]
[SupportedOSPlatform("linux")]
internal sealed class TagContract(bool isPostgres)
{
    private ContractDatabase _rows = null!;
    private AccountId _account;
    private DocumentChanges _changes = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _rows = await ContractDatabase.CreateAsync(isPostgres);
        _account = await _rows.AddAccountAsync("Muster GmbH");
        _changes = new DocumentChanges(_rows.Database, _rows.Clock);
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        if (_rows is not null)
        {
            await _rows.DisposeAsync();
        }
    }

    [Test]
    public async Task Documents_are_listed_found_and_counted_by_their_tags()
    {
        var (both, one) = (await AddAsync("rot", "Rund"), await AddAsync("ROT"));
        var account = CurrentAccount.Of(_account);
        await using var db = _rows.Database.Open(account);
        var documents = new DocumentQueries(db);
        Assert.That((await documents.ListAsync(new DocumentFilter { Tags = Tags("rot", "rund") }, null, 10, CancellationToken.None)).Documents.Select(row => row.Id), Is.EqualTo(new[] { both }));
        Assert.That((await new Search(db, account).FindAsync("Rechnung", Tags("rot", "rund"), 10, CancellationToken.None)).Select(found => found.Document.Id), Is.EqualTo(new[] { both }));
        Assert.That(await new Search(db, account).FindAsync("Rechnung", [], 10, CancellationToken.None), Has.Count.EqualTo(2));
        Assert.That(await documents.AllTagsAsync(null, 10, CancellationToken.None), Is.EqualTo(new[] { new TagCount("ROT", 2), new TagCount("Rund", 1) }).Or.EqualTo(new[] { new TagCount("rot", 2), new TagCount("Rund", 1) }));
        Assert.That(await documents.AllTagsAsync(TagName.TryParse("rot"), 10, CancellationToken.None), Is.EqualTo(new[] { new TagCount("Rund", 1) }));
        Assert.That((await documents.TagsAsync([both, one], CancellationToken.None))[both], Is.EqualTo(new[] { "rot", "Rund" }));
        await using var theirs = _rows.Database.Open(CurrentAccount.Of(await _rows.AddAccountAsync("Fremd")));
        Assert.That(await new DocumentQueries(theirs).AllTagsAsync(null, 10, CancellationToken.None), Is.Empty);
        Assert.That(await theirs.Tags.IgnoreQueryFilters().CountAsync(), Is.EqualTo(isPostgres ? 0 : 3), "PostgreSQL has a second wall.");
    }

    [Test]
    public async Task Of_many_who_set_tags_at_once_one_is_the_last_and_none_fails()
    {
        var document = await AddAsync("rot");
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => _changes.EditAsync(_account, document, null, Tags("immer", $"nur {i}"), madeBy: null, CancellationToken.None))));
        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        Assert.That(all, Is.All.True);
        Assert.That((await new DocumentQueries(db).TagsAsync([document], CancellationToken.None))[document].ToList(), Has.Count.EqualTo(2).And.Contains("immer"));
    }

    private static IReadOnlyList<TagName> Tags(params string[] names) => DocumentChanges.CleanTags(names)!;

    private async Task<DocumentId> AddAsync(params string[] tags)
    {
        var (document, _) = await _rows.AddDocumentAsync(_account, "Post");
        await _rows.Database.WriteAsync(CurrentAccount.Of(_account), async db =>
        {
            db.Add(new PageText { AccountId = _account, DocumentId = document, Page = PageNumber.First, Text = "Die Rechnung liegt bei." });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        Assert.That(await _changes.EditAsync(_account, document, null, Tags(tags), madeBy: null, CancellationToken.None));
        return document;
    }
}
