using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Processing;

[Parallelizable(ParallelScope.Self)]
internal sealed class DispatcherTests
{
    [Test]
    public async Task A_service_that_starts_while_nothing_can_be_written_goes_on_when_there_is_room()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        var (work, signal) = (new WorkItems(archive.Database, archive.Clock), new WorkSignal());
        await LeaseAsync(archive, work);
        await ExecuteAsync(archive, "CREATE TRIGGER no_room BEFORE UPDATE ON work_items BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END");

        var gathering = new Gathering(archive.Database, work, archive.Clock);
        var leftovers = new Leftovers(archive.Database, new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), random));
        using var meters = new WorkMeters();
        using var dispatcher = new Dispatcher(
            archive.Database, work, signal, gathering, leftovers, Bus.Factory.CreateUsingInMemory(_ => { }), new ProcessingOptions(), meters, new DispatcherPulse(), archive.Clock, NullLogger<Dispatcher>.Instance);
        await dispatcher.StartAsync(CancellationToken.None);
        await Task.Delay(300);
        Assert.That(dispatcher.ExecuteTask!.IsCompleted, Is.False);
        await ExecuteAsync(archive, "DROP TRIGGER no_room");

        Assert.That(() => ItemAsync(archive).Result is { State: WorkState.Ready, DispatchedAt: not null }, Is.True.After(15_000, 50), "What the process before held is sent again.");
        await dispatcher.StopAsync(CancellationToken.None);
        signal.Dispose();
    }

    [Test]
    public async Task While_one_account_fills_all_readers_one_letter_of_another_is_sent_beside_them_and_no_more()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var random = System.Security.Cryptography.RandomNumberGenerator.Create();
        var work = new WorkItems(archive.Database, archive.Clock);
        var gathering = new Gathering(archive.Database, work, archive.Clock);
        var leftovers = new Leftovers(archive.Database, new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), random));
        using var meters = new WorkMeters();
        using var signal = new WorkSignal();
        using var dispatcher = new Dispatcher(
            archive.Database, work, signal, gathering, leftovers, Bus.Factory.CreateUsingInMemory(_ => { }), new ProcessingOptions { Workers = 2 }, meters, new DispatcherPulse(), archive.Clock, NullLogger<Dispatcher>.Instance);
        var (busy, newcomer, third) = (await archive.AddAccountAsync("A"), await archive.AddAccountAsync("B"), await archive.AddAccountAsync("C"));
        await AddPagesAsync(archive, work, busy, 5);
        await dispatcher.DispatchAsync(CancellationToken.None);
        await dispatcher.DispatchAsync(CancellationToken.None);
        Assert.That(await SentAsync(archive), Is.EquivalentTo(new[] { busy, busy }));

        await AddPagesAsync(archive, work, newcomer, 2);
        await AddPagesAsync(archive, work, third, 1);
        await dispatcher.DispatchAsync(CancellationToken.None);
        await dispatcher.DispatchAsync(CancellationToken.None);
        Assert.That(await SentAsync(archive), Is.EquivalentTo(new[] { busy, busy, newcomer }).Or.EquivalentTo(new[] { busy, busy, third }));
    }

    private static async Task AddPagesAsync(TestArchive archive, WorkItems work, AccountId account, int pages)
    {
        var document = await archive.AddDocumentAsync(account);
        await archive.Database.WriteAsync(CurrentAccount.Everyone, db => work.AddAsync(db, WorkKind.Page, account, document, 1, [.. Enumerable.Range(1, pages).Select(page => new PageNumber(page))]), CancellationToken.None);
    }

    private static async Task<List<AccountId>> SentAsync(TestArchive archive)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.WorkItems.Where(row => row.DispatchedAt != null).Select(row => row.AccountId).ToListAsync();
    }

    private static async Task LeaseAsync(TestArchive archive, WorkItems work)
    {
        var account = await archive.AddAccountAsync("A");
        var document = await archive.AddDocumentAsync(account);
        await archive.Database.WriteAsync(CurrentAccount.Everyone, db => work.AddAsync(db, WorkKind.Page, account, document, 1, [PageNumber.First]), CancellationToken.None);
        Assert.That(await work.ClaimAsync((await ItemAsync(archive)).Id, CancellationToken.None), Is.Not.Null);
    }

    private static async Task<WorkItem> ItemAsync(TestArchive archive)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.WorkItems.AsNoTracking().SingleAsync();
    }

    private static Task<int> ExecuteAsync(TestArchive archive, string sql) =>
        archive.Database.WriteAsync(CurrentAccount.Everyone, db => db.Database.ExecuteSqlRawAsync(sql), CancellationToken.None);
}
