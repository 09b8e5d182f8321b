using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>What the service relies on, the same on both databases.</summary>
[Parallelizable]
[TestFixture(false, TestName = "Contract on SQLite")]
[TestFixture(true, TestName = "Contract on PostgreSQL")]
[SupportedOSPlatform("linux")]
internal sealed class DatabaseContract(bool isPostgres)
{
    private static readonly TimeSpan LongerThanALease = WorkItems.Lease + TimeSpan.FromSeconds(1);

    private ContractDatabase _rows = null!;
    private AccountId _account;
    private WorkItems _items = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        _rows = await ContractDatabase.CreateAsync(isPostgres);
        _account = await _rows.AddAccountAsync("Muster GmbH");
        _items = _rows.ItemsWith(_rows.Clock);
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
    public async Task Of_many_who_claim_at_once_one_gets_the_work()
    {
        var (_, work) = await _rows.AddDocumentAsync(_account);
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => _items.ClaimAsync(work, CancellationToken.None))));
        Assert.That(claims.OfType<WorkClaim>().Select(claim => (claim.Attempt, claim.Fence)), Is.EqualTo(new[] { (1, 1L) }));
    }

    [Test]
    public async Task Who_was_believed_dead_cannot_settle_any_more()
    {
        var (_, work) = await _rows.AddDocumentAsync(_account);
        var zombie = await _items.ClaimAsync(work, CancellationToken.None);
        await _rows.PassAsync(LongerThanALease);
        var heir = await _items.ClaimAsync(work, CancellationToken.None);

        Assert.That(heir!.Fence, Is.EqualTo(zombie!.Fence + 1));
        Assert.That(await _items.RenewAsync(zombie, CancellationToken.None), Is.False);
        Assert.That(await SettleAsync(zombie), Is.False);
        Assert.That(await SettleAsync(heir), Is.True);
        Assert.That(await SettleAsync(heir), Is.False);
    }

    [Test]
    public async Task A_claim_given_back_costs_no_attempt_and_one_that_ran_out_does()
    {
        var (_, work) = await _rows.AddDocumentAsync(_account);
        await _items.ReleaseAsync((await _items.ClaimAsync(work, CancellationToken.None))!, CancellationToken.None);
        Assert.That((await _items.ClaimAsync(work, CancellationToken.None))!.Attempt, Is.EqualTo(1));

        await _rows.PassAsync(LongerThanALease);
        Assert.That(await _items.ResetExpiredAsync(CancellationToken.None), Is.Empty);
        Assert.That((await _items.ClaimAsync(work, CancellationToken.None))!.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task Work_that_ended_every_worker_is_given_up()
    {
        var (_, work) = await _rows.AddDocumentAsync(_account);
        for (var attempt = 1; attempt <= Retries.MostAttempts; attempt++)
        {
            Assert.That((await _items.ClaimAsync(work, CancellationToken.None))!.Attempt, Is.EqualTo(attempt));
            await _rows.PassAsync(LongerThanALease);
        }

        Assert.That(await _items.ClaimAsync(work, CancellationToken.None), Is.Null);
        Assert.That((await _items.ResetExpiredAsync(CancellationToken.None)).Select(claim => (claim.Id, claim.Attempt)), Is.EqualTo(new[] { (work, Retries.MostAttempts) }));
    }

    [Test]
    public async Task Whoever_has_a_document_goes_on_with_it_until_another_was_faster()
    {
        var next = new NextStage(_rows.Database, _items);
        var (document, prepare) = await _rows.AddDocumentAsync(_account);
        var claim = (await _items.ClaimAsync(prepare, CancellationToken.None))!;
        Assert.That(await next.ClaimAsync(claim), Is.Null, "There are no pages yet.");
        await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => _items.AddAsync(db, WorkKind.Page, _account, document, 1, [new PageNumber(1), new PageNumber(2)]), CancellationToken.None);
        var both = await Task.WhenAll(Task.Run(() => next.ClaimAsync(claim)), Task.Run(() => next.ClaimAsync(claim)));
        Assert.That(both.OfType<WorkClaim>().Select(page => page.Kind), Is.Not.Empty.And.All.EqualTo(WorkKind.Page));
        Assert.That(both.OfType<WorkClaim>().Select(page => page.Page), Is.Unique.And.Contains((PageNumber?)new PageNumber(1)), "One page is nobody's twice.");

        var page = both.OfType<WorkClaim>().First();
        Assert.That(await next.ClaimAsync(page), Is.Null, "Of the other pages none is taken, and nothing is to be assembled yet.");
        await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => _items.AddAsync(db, WorkKind.Assemble, _account, document, 1, []), CancellationToken.None);
        var last = await next.ClaimAsync(page);
        Assert.That((last?.Kind, last?.Document), Is.EqualTo(((WorkKind?)WorkKind.Assemble, (DocumentId?)document)));
        Assert.That(await next.ClaimAsync(page), Is.Null, "Somebody has it.");
        Assert.That(await next.ClaimAsync(last!), Is.Null, "It is the last stage.");
    }

    [Test]
    public async Task Pages_count_in_the_stretch_of_time_in_which_they_were_read()
    {
        var (document, prepare) = await _rows.AddDocumentAsync(_account);
        var claims = await PreparedAsync(document, prepare, 4);
        DateTimeOffset now;
        await using (var db = _rows.Database.Open(CurrentAccount.Everyone))
        {
            now = await db.NowAsync(_rows.Clock);
        }

        foreach (var (claim, ago) in claims.Zip(new[] { TimeSpan.Zero, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3) }))
        {
            await _rows.Database.WriteAsync(CurrentAccount.Everyone, db => WorkItems.SettleAsync(db, claim, now - ago), CancellationToken.None);
        }

        var throughput = new Throughput(_rows.Database, _rows.Clock);
        var hour = await throughput.PagesAsync(Period.Hour, CancellationToken.None);
        Assert.That((hour.Pages.Sum(), hour.Pages.Max(), hour.Pages.Count), Is.EqualTo((3, 2, 30)));
        Assert.That(hour.Pages.Select((pages, stretch) => (pages, stretch)).Where(bar => bar.pages == 2).Select(bar => bar.stretch), Is.EqualTo(new[] { 14 }));
        Assert.That((await throughput.PagesAsync(Period.Day, CancellationToken.None)).Pages.Sum(), Is.EqualTo(4));
        var stages = await throughput.StagesAsync(CancellationToken.None);
        Assert.That(stages.Select(stage => (stage.Kind, stage.Count)), Is.EqualTo(new[] { (WorkKind.Prepare, 1), (WorkKind.Page, 4) }));
        Assert.That(stages.Select(stage => stage.P95 >= stage.Median), Is.All.True);
    }

    [Test]
    public async Task Of_pages_that_end_at_once_one_begins_the_assembling()
    {
        const int pages = 8;
        var (document, prepare) = await _rows.AddDocumentAsync(_account);
        var claims = await PreparedAsync(document, prepare, pages);
        var gathering = new Gathering(_rows.Database, _items, _rows.Clock);
        await Task.WhenAll(claims.Select(claim => Task.Run(async () =>
        {
            await _rows.Database.WriteAsync(CurrentAccount.Everyone, async db =>
            {
                Assert.That(await WorkItems.SettleAsync(db, claim, _rows.Clock.GetUtcNow()));
                Assert.That(await Transitions.SettlePageAsync(db, document, 1, new ReadPage(claim.Page!.Value)));
            }, CancellationToken.None);
            await gathering.TryAsync(document, CancellationToken.None);
        })));

        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        var row = await db.Documents.SingleAsync();
        Assert.That((row.State, row.PagesDone), Is.EqualTo((DocumentState.Assembling, pages)));
        Assert.That(await db.WorkItems.CountAsync(item => item.Kind == WorkKind.Assemble), Is.EqualTo(1));
    }

    [Test]
    public async Task One_key_sent_fifty_times_at_once_is_one_document()
    {
        using var signal = new WorkSignal();
        var intake = _rows.NewIntake(signal);
        var letter = "%PDF-1.7\nbrief\n"u8.ToArray();
        var submission = new Submission(_account, null, "brief.pdf", null, "deu", "key-1", "upload", SplitMode.None);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => intake.AcceptAsync(submission, new MemoryStream(letter), CancellationToken.None))));

        var accepted = answers.OfType<IntakeResult.Accepted>().Single();
        Assert.That(answers.OfType<IntakeResult.AlreadyKnown>().Select(known => known.Id), Has.Exactly(49).Items.And.All.EqualTo(accepted.Id));
        Assert.That(await intake.AcceptAsync(submission, new MemoryStream("%PDF-1.7\nother\n"u8.ToArray()), CancellationToken.None), Is.EqualTo(new IntakeResult.KeyUsedForOther(accepted.Id)));
        await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
        Assert.That(await db.Documents.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_follows_the_feed_misses_nothing_that_is_written_at_once()
    {
        const int writers = 8;
        const int each = 25;
        var documents = await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => _rows.AddDocumentAsync(_account)));
        var writing = documents.Select(entry => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                await _rows.Database.WriteAsync(CurrentAccount.Of(_account), db => ChangeFeed.AppendAsync(db, _account, entry.Document, ChangeKind.Edited, DateTimeOffset.UnixEpoch), CancellationToken.None);
            }
        })).ToList();

        var (seen, cursor) = (0, 0L);
        var all = Task.WhenAll(writing);
        while (true)
        {
            var hasEnded = all.IsCompleted;
            await using var db = _rows.Database.Open(CurrentAccount.Of(_account));
            var news = await db.Changes.Where(row => row.Cursor > cursor).OrderBy(row => row.Cursor).Select(row => row.Cursor).ToListAsync();
            seen += news.Count;
            cursor = news.Count == 0 ? cursor : news[^1];
            if (hasEnded && news.Count == 0)
            {
                break;
            }
        }

        await all;
        Assert.That(seen, Is.EqualTo(writers * each));
    }

    [TestCase("Rechnung", "Rechnung")]
    [TestCase("rechnung tischlerei", "Rechnung")]
    [TestCase("invoices", "invoices")]
    [TestCase("Müller", "Müller")]
    public async Task Words_of_both_languages_are_found_and_marked(string words, string marked)
    {
        var (document, _) = await _rows.AddDocumentAsync(_account, "Post");
        await AddTextAsync(document, "Die Rechnung der Tischlerei Müller vom Mai liegt bei. All invoices are due within thirty days.");
        var (other, _) = await _rows.AddDocumentAsync(_account, "Anderes");
        await AddTextAsync(other, "Einladung zum Sommerfest des Vereins.");

        var account = CurrentAccount.Of(_account);
        await using var db = _rows.Database.Open(account);
        var found = await new Search(db, account).FindAsync(words, [], 10, CancellationToken.None);
        Assert.That(found.Select(entry => entry.Document.Id), Is.EqualTo(new[] { document }));
        Assert.That(found[0].Hits[0].Page, Is.EqualTo(PageNumber.First));
        Assert.That(found[0].Hits[0].Snippet.Where(part => part.IsHit).Select(part => part.Text), Does.Contain(marked));

        var stranger = CurrentAccount.Of(await _rows.AddAccountAsync("Fremd"));
        await using var theirs = _rows.Database.Open(stranger);
        Assert.That(await new Search(theirs, stranger).FindAsync(words, [], 10, CancellationToken.None), Is.Empty);
    }

    [Test]
    public async Task The_best_page_comes_first_and_of_very_many_the_newest()
    {
        var (best, _) = await _rows.AddDocumentAsync(_account, "Post");
        await AddTextAsync(best, "Mahnung Mahnung Mahnung");
        var (newest, _) = await _rows.AddDocumentAsync(_account, "Post");
        await AddTextAsync(newest, "Mahnung und noch viele andere Worte, die mit der Sache nichts zu tun haben und das eine nur verstecken.");

        var account = CurrentAccount.Of(_account);
        await using var db = _rows.Database.Open(account);
        foreach (var (ranked, listed, order) in new[] { (2, 10, new[] { best, newest }), (1, 10, [newest, best]), (1, 1, [newest, best]) })
        {
            var found = await new Search(db, account) { MostRanked = ranked, MostListed = listed, SmallestWindow = 1 }.FindAsync("mahnung", [], 10, CancellationToken.None);
            Assert.That(found.Select(entry => entry.Document.Id), Is.EqualTo(order));
            Assert.That(found.SelectMany(entry => entry.Hits).SelectMany(hit => hit.Snippet).Where(part => part.IsHit), Is.Not.Empty);
        }
    }

    private async Task<IReadOnlyList<WorkClaim>> PreparedAsync(DocumentId document, WorkItemId prepare, int pages)
    {
        var claim = (await _items.ClaimAsync(prepare, CancellationToken.None))!;
        var found = new Inspection(FileFormat.Pdf, [.. Enumerable.Range(1, pages).Select(page => new InspectedPage(new PageNumber(page), false, new PageSize(595, 842), null))], false, null);
        var ids = await _rows.Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            await WorkItems.SettleAsync(db, claim, _rows.Clock.GetUtcNow());
            await _items.AddAsync(db, WorkKind.Page, _account, document, 1, [.. found.Pages.Select(page => page.Number)]);
            await Transitions.StartRecognizingAsync(db, _account, document, 1, found, problem: null, _rows.Clock.GetUtcNow());
            return await db.WorkItems.Where(row => row.DocumentId == document && row.Kind == WorkKind.Page).Select(row => row.Id).ToListAsync();
        }, CancellationToken.None);
        var claims = await Task.WhenAll(ids.Select(id => _items.ClaimAsync(id, CancellationToken.None)));
        return [.. claims.OfType<WorkClaim>()];
    }

    private Task<bool> SettleAsync(WorkClaim claim) => _rows.Database.WriteAsync(CurrentAccount.Everyone, db => WorkItems.SettleAsync(db, claim, _rows.Clock.GetUtcNow()), CancellationToken.None);

    private Task AddTextAsync(DocumentId document, string text) => _rows.Database.WriteAsync(CurrentAccount.Of(_account), async db =>
    {
        db.Add(new PageText { AccountId = _account, DocumentId = document, Page = PageNumber.First, Text = text });
        await db.SaveChangesAsync();
    }, CancellationToken.None);
}
