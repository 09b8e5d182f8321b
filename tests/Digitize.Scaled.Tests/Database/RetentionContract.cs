using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Privacy;
using Digitize.Retention;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>Holds, restriction, retention, leaving and leases, the same on both databases.</summary>
[Parallelizable]
[TestFixture(false, TestName = "Retention on SQLite")]
[TestFixture(true, TestName = "Retention on PostgreSQL")]
[SupportedOSPlatform("linux")]
internal sealed class RetentionContract(bool isPostgres)
{
    private ContractDatabase _rows = null!;
    private RandomNumberGenerator _dice = null!;
    private AccountId _account;
    private AccountId _stranger;
    private DocumentTrash _trash = null!;
    private LegalHolds _holds = null!;
    private Purge _purge = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _rows = await ContractDatabase.CreateAsync(isPostgres);
        _dice = RandomNumberGenerator.Create();
        (_account, _stranger) = (await _rows.AddAccountAsync("Muster GmbH"), await _rows.AddAccountAsync("Fremd"));
        (_trash, _holds, _purge) = (new DocumentTrash(_rows.Database, _rows.Audit, _rows.Clock), new LegalHolds(_rows.Database, _rows.Audit, _rows.Clock), _rows.NewPurge());
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        _dice?.Dispose();
        if (_rows is not null)
        {
            await _rows.DisposeAsync();
        }
    }

    [Test]
    public async Task Of_many_who_take_a_lease_at_once_one_gets_it_and_a_dead_holder_loses_it()
    {
        var leases = new JobLeases(_rows.Database, _dice, _rows.Clock);
        var length = TimeSpan.FromMinutes(10);
        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => leases.TryTakeAsync("job", length, CancellationToken.None))));
        await using var won = all.OfType<JobLease>().Single();
        if (isPostgres)
        {
            _rows.Clock.Offset = TimeSpan.FromHours(5);
            Assert.That(await leases.TryTakeAsync("job", length, CancellationToken.None), Is.Null, "A machine whose clock is wrong takes nothing.");
            _rows.Clock.Offset = TimeSpan.Zero;
            await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => db.Database.ExecuteSqlAsync($"UPDATE job_leases SET until = until - 600000"), CancellationToken.None);
        }
        else
        {
            _rows.Clock.Offset = length;
        }

        await using var heir = await leases.TryTakeAsync("job", length, CancellationToken.None);
        Assert.That(heir!.Fence, Is.EqualTo(won.Fence + 1));
        Assert.That(await won.RenewAsync(CancellationToken.None), Is.False);
    }

    [Test]
    public async Task However_holds_and_deletions_meet_what_is_held_is_there_afterwards()
    {
        var documents = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _rows.AddDocumentAsync(_account)));
        foreach (var (document, _) in documents)
        {
            Assert.That(await _trash.DeleteAsync(_account, document, Actor.System, CancellationToken.None));
        }

        _rows.Clock.Offset += DocumentTrash.Keep;
        var purging = Task.Run(() => _purge.RunAsync(CancellationToken.None));
        var placed = await Task.WhenAll(documents.Select(entry => Task.Run(() => _holds.PlaceAsync(_account, entry.Document, "Klage", Actor.System, CancellationToken.None))));
        var purged = await purging;
        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        var left = await db.AllDocuments.Select(row => row.Id).ToListAsync();
        Assert.That(left, Is.EquivalentTo(placed.OfType<LegalHold>().Select(hold => hold.DocumentId!.Value)), "A hold was placed on what is there, and on nothing else.");
        Assert.That(left.Count + purged, Is.EqualTo(documents.Length));
        Assert.That(await _purge.RunAsync(CancellationToken.None), Is.Zero);
    }

    [Test]
    public async Task A_restricted_document_is_neither_found_nor_listed_nor_in_the_feed_nor_worked_on()
    {
        var (document, work) = await _rows.AddDocumentAsync(_account, "Post");
        await _rows.Database.WriteAsync(CurrentAccount.Of(_account), async db =>
        {
            db.Add(new PageText { AccountId = _account, DocumentId = document, Page = PageNumber.First, Text = "Die Rechnung liegt bei." });
            await ChangeFeed.AppendAsync(db, _account, document, ChangeKind.Received, _rows.Clock.GetUtcNow());
        }, CancellationToken.None);
        var restriction = new Restriction(_rows.Database, _trash, _rows.Audit, _rows.Clock);
        foreach (var isShown in new[] { true, false, true })
        {
            var scope = CurrentAccount.Of(_account);
            await using var db = _rows.Database.Open(scope);
            foreach (var (ranked, listed) in new[] { (0, 0), (0, 10_000), (10_000, 10_000) })
            {
                Assert.That(await new Search(db, scope) { MostRanked = ranked, MostListed = listed }.FindAsync("Rechnung", [], 10, CancellationToken.None), Has.Count.EqualTo(isShown ? 1 : 0));
            }

            var queries = new DocumentQueries(db);
            Assert.That((await queries.ListAsync(new DocumentFilter(), null, 10, CancellationToken.None)).Documents, Has.Count.EqualTo(isShown ? 1 : 0));
            Assert.That((await queries.ListAsync(new DocumentFilter { ShowsRestricted = true }, null, 10, CancellationToken.None)).Documents, Has.Count.EqualTo(1));
            Assert.That((await queries.ChangesAsync(0, 10, CancellationToken.None)).Changes, isShown ? Is.Not.Empty : Is.Empty);
            Assert.That(await ReferencedBlobs.AllAsync(_rows.Database, CancellationToken.None), Has.Count.EqualTo(1), "Its bytes are no orphans.");
            Assert.That(isShown || await _rows.ItemsWith(_rows.Clock).ClaimAsync(work, CancellationToken.None) is null);
            _ = isShown ? await restriction.BeginAsync(_account, document, "streitig", Actor.System, CancellationToken.None) : await restriction.LiftAsync(_account, document, Actor.System, CancellationToken.None);
        }

        Assert.That(await restriction.LiftAsync(_stranger, document, Actor.System, CancellationToken.None), Is.False);
        Assert.That(await restriction.LiftAsync(_account, document, Actor.System, CancellationToken.None));
        Assert.That(await _rows.ItemsWith(_rows.Clock).ClaimAsync(work, CancellationToken.None), Is.Not.Null);
    }

    [Test]
    public async Task Retention_moves_what_is_due_and_a_contract_that_has_ended_takes_everything_of_one_account()
    {
        var types = new DocumentTypes(_rows.Database, _rows.Audit, _rows.Clock);
        var name = TagName.TryParse("Kurz")!.Value;
        var added = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => types.AddAsync(_account, name, 1, Actor.System, CancellationToken.None))));
        Assert.That(added.OfType<TypeChange.Done>().ToList(), Has.Count.EqualTo(1), "Of many who add one name at once one does.");
        var ((due, _), (kept, _), (theirs, _)) = (await _rows.AddDocumentAsync(_account), await _rows.AddDocumentAsync(_account), await _rows.AddDocumentAsync(_stranger));
        var filing = new Filing(_rows.Database, _rows.Audit, _rows.Clock);
        Assert.That(await filing.SetTypeAsync(_account, due, name, Actor.System, CancellationToken.None), Is.TypeOf<FilingResult.Done>());
        Assert.That(await filing.SetDateAsync(_account, due, new DateOnly(2020, 1, 31), Actor.System, CancellationToken.None), Is.TypeOf<FilingResult.Done>());
        Assert.That(await filing.SetTypeAsync(_stranger, theirs, name, Actor.System, CancellationToken.None), Is.TypeOf<FilingResult.NoSuchType>());

        var options = new RetentionOptions();
        var rounds = new RetentionRounds(new JobLeases(_rows.Database, _dice, _rows.Clock), new RetentionJob(_rows.Database, _trash, _rows.Audit, _rows.Clock), new ContractJob(_rows.Database, _purge, _rows.Audit, options, _rows.Clock));
        Assert.That((await rounds.PreviewAsync(_account, CancellationToken.None)).Documents.Trashed, Is.EqualTo(1));
        Assert.That((await rounds.PreviewAsync(_stranger, CancellationToken.None)).Documents.Trashed, Is.Zero);
        var round = await rounds.RunAsync(CancellationToken.None);
        Assert.That(round!.Documents.Due.Select(planned => (planned.Document, planned.Decision.DueOn)), Is.EqualTo(new[] { (due, (DateOnly?)new DateOnly(2020, 2, 29)) }));

        var contracts = new Contracts(_rows.Database, _rows.Audit, _rows.Clock);
        var today = DateOnly.FromDateTime(_rows.Clock.GetUtcNow().UtcDateTime);
        Assert.That(await contracts.EndAsync(_account, today, today, Actor.System, CancellationToken.None), Is.TypeOf<ContractChange.Done>());
        Assert.That((await rounds.RunAsync(CancellationToken.None))!.Contracts.Select(done => (done.Account, done.Purged)), Is.EqualTo(new[] { (_account, 2) }), "The trash with it.");
        await using var db = _rows.Database.Open(CurrentAccount.Everyone);
        Assert.That(await db.AllDocuments.Select(row => row.Id).ToListAsync(), Is.EqualTo(new[] { theirs }).And.Not.Contains(kept));
        Assert.That(await db.ContractEnds.Select(row => row.ErasedAt).SingleAsync(), Is.Not.Null);
        await using var strangers = _rows.Database.Open(CurrentAccount.Of(_stranger));
        Assert.That(await strangers.ContractEnds.IgnoreQueryFilters().CountAsync(), Is.EqualTo(isPostgres ? 0 : 1), "PostgreSQL has a second wall.");
    }
}
