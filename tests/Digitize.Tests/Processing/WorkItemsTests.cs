using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

[Parallelizable(ParallelScope.Self)]
internal sealed class WorkItemsTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    [Test]
    public async Task Of_many_who_claim_at_once_exactly_one_gets_it()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => work.ClaimAsync(id, CancellationToken.None))));
        var won = claims.OfType<WorkClaim>().Single();
        Assert.That((won.Attempt, won.Fence), Is.EqualTo((1, 1L)));
    }

    [Test]
    public async Task A_lease_holds_to_its_last_moment_and_is_anothers_after_it()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        await work.ClaimAsync(id, CancellationToken.None);
        archive.Clock.Pass(WorkItems.Lease);
        Assert.That(await work.ClaimAsync(id, CancellationToken.None), Is.Null);
        archive.Clock.Pass(Tick);
        var second = await work.ClaimAsync(id, CancellationToken.None);
        Assert.That((second!.Attempt, second.Fence), Is.EqualTo((2, 2L)));
    }

    [Test]
    public async Task Whoever_was_overtaken_can_neither_renew_nor_settle_nor_give_back()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        var zombie = (await work.ClaimAsync(id, CancellationToken.None))!;
        archive.Clock.Pass(WorkItems.Lease + Tick);
        var heir = (await work.ClaimAsync(id, CancellationToken.None))!;

        Assert.That(await work.RenewAsync(zombie, CancellationToken.None), Is.False);
        Assert.That(await SettleAsync(archive, zombie), Is.False);
        await work.ReleaseAsync(zombie, CancellationToken.None);

        var row = await RowAsync(archive, id);
        Assert.That((row.State, row.Attempts, row.Fence), Is.EqualTo((WorkState.Leased, 2, 2L)));
        Assert.That(await SettleAsync(archive, heir), Is.True);
        Assert.That(await SettleAsync(archive, heir), Is.False, "a second time");
    }

    [Test]
    public async Task A_renewed_lease_goes_on()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        var claim = (await work.ClaimAsync(id, CancellationToken.None))!;
        archive.Clock.Pass(WorkItems.Lease - Tick);
        Assert.That(await work.RenewAsync(claim, CancellationToken.None), Is.True);
        archive.Clock.Pass(WorkItems.Lease - Tick);
        Assert.That(await work.ClaimAsync(id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task An_orderly_stop_burns_no_attempt_and_the_work_is_to_be_had_at_once()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        for (var stop = 0; stop < 20; stop++)
        {
            var claim = await work.ClaimAsync(id, CancellationToken.None);
            Assert.That(claim?.Attempt, Is.EqualTo(1));
            await work.ReleaseAsync(claim!, CancellationToken.None);
        }
    }

    [Test]
    public async Task Work_that_kills_every_worker_is_claimed_as_often_as_it_may_and_then_handed_over_to_be_given_up()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        var claims = 0;
        IReadOnlyList<WorkClaim> spent = [];
        for (var round = 0; round < 20 && spent.Count == 0; round++)
        {
            claims += await work.ClaimAsync(id, CancellationToken.None) is null ? 0 : 1;
            archive.Clock.Pass(WorkItems.Lease + Tick);
            spent = await work.ResetExpiredAsync(CancellationToken.None);
        }

        Assert.That(claims, Is.EqualTo(Retries.MostAttempts));
        Assert.That(spent.Single().Id, Is.EqualTo(id));
        Assert.That(await work.ClaimAsync(id, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task After_a_restart_nobody_waits_for_the_leases_of_the_dead()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        await work.ClaimAsync(id, CancellationToken.None);
        await work.ExpireAllAsync(CancellationToken.None);
        Assert.That((await work.ClaimAsync(id, CancellationToken.None))?.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task The_same_work_of_the_same_reading_is_not_added_twice()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        var row = await RowAsync(archive, id);
        Assert.That(() => AddAsync(archive, work, row.AccountId, row.DocumentId), Throws.InstanceOf<DbUpdateException>());
    }

    [Test]
    public async Task Work_of_an_older_reading_is_never_claimed()
    {
        await using var archive = await TestArchive.CreateAsync();
        var (work, id) = await OnePageAsync(archive);
        await archive.Database.WriteAsync(CurrentAccount.Everyone, db => db.Documents.ExecuteUpdateAsync(set => set.SetProperty(row => row.Reading, 2)), CancellationToken.None);
        Assert.That(await work.ClaimAsync(id, CancellationToken.None), Is.Null);
    }

    private static async Task<(WorkItems Work, WorkItemId Id)> OnePageAsync(TestArchive archive)
    {
        var work = new WorkItems(archive.Database, archive.Clock);
        var account = await archive.AddAccountAsync("A");
        var document = await archive.AddDocumentAsync(account);
        await AddAsync(archive, work, account, document);
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return (work, (await db.WorkItems.SingleAsync()).Id);
    }

    private static Task AddAsync(TestArchive archive, WorkItems work, AccountId account, DocumentId document) =>
        archive.Database.WriteAsync(CurrentAccount.Everyone, db => work.AddAsync(db, WorkKind.Page, account, document, 1, [PageNumber.First]), CancellationToken.None);

    private static Task<bool> SettleAsync(TestArchive archive, WorkClaim claim) =>
        archive.Database.WriteAsync(CurrentAccount.Everyone, db => WorkItems.SettleAsync(db, claim, archive.Clock.GetUtcNow()), CancellationToken.None);

    private static async Task<WorkItem> RowAsync(TestArchive archive, WorkItemId id)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.WorkItems.AsNoTracking().SingleAsync(row => row.Id == id);
    }
}
