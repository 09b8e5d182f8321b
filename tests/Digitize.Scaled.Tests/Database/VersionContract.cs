using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Tests.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>Versions, the same on both databases.</summary>
[Parallelizable]
[TestFixture(false, TestName = "Versions on SQLite")]
[TestFixture(true, TestName = "Versions on PostgreSQL")]
[SupportedOSPlatform("linux")]
internal sealed class VersionContract(bool isPostgres)
{
    private ContractDatabase _rows = null!;
    private AccountId _account;
    private DocumentId _letter;

    [SetUp]
    public async Task CreateAsync()
    {
        _rows = await ContractDatabase.CreateAsync(isPostgres);
        _account = await _rows.AddAccountAsync("Muster GmbH");
        (_letter, _) = await _rows.AddDocumentAsync(_account);
        using var random = RandomNumberGenerator.Create();
        await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => ReadLetter.AddVersionAsync(db, _account, _letter, random, _rows.Clock.GetUtcNow(), "Mietvertrag", "Anlage"), CancellationToken.None);
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
    public async Task Of_many_merges_with_the_same_first_document_one_is_taken_and_can_be_taken_back()
    {
        var (second, _) = await _rows.AddDocumentAsync(_account);
        using var signal = new WorkSignal();
        using var random = RandomNumberGenerator.Create();
        await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => ReadLetter.AddVersionAsync(db, _account, second, random, _rows.Clock.GetUtcNow(), "Nachtrag"), CancellationToken.None);
        var trash = new DocumentTrash(_rows.Database, _rows.Audit, _rows.Clock);
        var merges = new DocumentMerges(_rows.Database, _rows.ItemsWith(_rows.Clock), signal, trash, _rows.Audit, _rows.Clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => merges.StartAsync(_account, [new(_letter, 1), new(second, 1)], null, Actor.ApiKey("a"), CancellationToken.None))));
        Assert.That(answers.Count(answer => answer is MergeResult.NotFinished), Is.EqualTo(7));
        var made = answers.OfType<MergeResult.Started>().Single().Document;

        // What the worker writes of those that give way; what it makes of them needs their files.
        var now = _rows.Clock.GetUtcNow();
        await _rows.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            Assert.That(await Transitions.MergeShownAsync(db, new MergeSource(second, 2), made, new PageNumber(3), now, now), Is.False, "Another version is shown.");
            Assert.That(await Transitions.MergeAsync(db, _letter, 2, made, now, now) && await Transitions.MergeShownAsync(db, new MergeSource(second, 1), made, new PageNumber(3), now, now), Is.True);
        }, CancellationToken.None);
        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        Assert.That((await db.Documents.CountAsync(), (await new DocumentQueries(db).MergedDocumentsAsync(made, CancellationToken.None)).Select(row => row.Id)), Is.EqualTo((0, new[] { _letter, second })));
        Assert.That(await merges.UndoAsync(_account, second, Actor.ApiKey("a"), CancellationToken.None), Is.EqualTo(UnmergeResult.Done));
        Assert.That(await db.Documents.Select(row => row.State).ToListAsync(), Is.EqualTo(new[] { DocumentState.Completed, DocumentState.Completed }));
    }

    [Test]
    public async Task Of_many_edits_of_one_version_one_is_taken_and_the_others_are_told()
    {
        using var signal = new WorkSignal();
        using var random = RandomNumberGenerator.Create();
        var edits = new VersionEdits(_rows.Database, _rows.Encrypted, _rows.ItemsWith(_rows.Clock), signal, new WordConfirmations(_rows.Database, _rows.Encrypted, _rows.Blobs, _rows.Audit, _rows.Clock, random), _rows.Audit, _rows.Clock);
        var edit = new VersionEdit([new EditedPage(new PageNumber(2), QuarterTurn.Clockwise90)]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => edits.EditPagesAsync(_account, _letter, 1, edit, Actor.ApiKey("a"), CancellationToken.None))));
        Assert.That(answers.Count(answer => answer is EditResult.Started), Is.EqualTo(1));
        Assert.That(answers.Count(answer => answer is EditResult.TooLate), Is.EqualTo(7));

        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        var planned = await db.PlannedVersions.SingleAsync();
        Assert.That((planned.Reading, planned.BasedOn, planned.MadeBy), Is.EqualTo((2, (int?)1, (string?)"key a")));
        Assert.That(await db.WorkItems.CountAsync(row => row.Kind == WorkKind.Assemble && row.Reading == 2), Is.EqualTo(1));
        await using var theirs = _rows.Database.Open(CurrentAccount.Of(await _rows.AddAccountAsync("Fremd")));
        Assert.That(await theirs.PageReadings.IgnoreQueryFilters().CountAsync() + await theirs.VersionPages.IgnoreQueryFilters().CountAsync() + await theirs.PlannedVersions.IgnoreQueryFilters().CountAsync(), Is.EqualTo(isPostgres ? 0 : 5), "PostgreSQL has a second wall.");
    }

    [Test]
    public async Task Those_who_rename_and_go_back_at_once_each_make_a_version_and_search_follows_the_last()
    {
        var (versions, changes) = (new Versions(_rows.Database, _rows.Audit, _rows.Clock), new DocumentChanges(_rows.Database, _rows.Audit, _rows.Clock));
        await changes.EditAsync(_account, _letter, "Erstmals", null, Actor.ApiKey("a"), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => i % 2 == 0
            ? changes.EditAsync(_account, _letter, $"Titel{i}", null, Actor.ApiKey("a"), CancellationToken.None)
            : (Task)versions.RestoreAsync(_account, _letter, 1, Actor.ApiKey("b"), CancellationToken.None))));

        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        var documents = new DocumentQueries(db);
        var history = await documents.VersionsAsync(_letter, CancellationToken.None);
        var document = (await documents.FindAsync(_letter, CancellationToken.None))!;
        Assert.That(history.Select(version => version.Number), Is.EqualTo(Enumerable.Range(1, history.Count)));
        Assert.That((document.CurrentVersion, document.Title, document.State), Is.EqualTo(((int?)history[^1].Number, history[^1].Title, DocumentState.Completed)));
        Assert.That(await db.Texts.Where(row => row.Page == null).Select(row => row.Text).ToListAsync(), Is.Empty.Or.EqualTo(new[] { document.Title }));
        Assert.That((await new Search(db, CurrentAccount.Of(_account)).FindAsync("Mietvertrag", [], 10, CancellationToken.None)).Select(found => found.Document.Id), Is.EqualTo(new[] { _letter }));
        Assert.That((await documents.ShownPagesAsync(_letter, document.CurrentVersion!.Value, CancellationToken.None)).Select(page => page.Reading.Version), Is.EqualTo(new[] { 1, 1 }), "All share the first reading.");
        Assert.That(history.Select(version => version.PdfBlob).Distinct().Count(), Is.EqualTo(1));
    }
}
