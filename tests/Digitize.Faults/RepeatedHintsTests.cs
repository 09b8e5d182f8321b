using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Scaled.Tests.EndToEnd;
using Digitize.Wiring;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Digitize.Faults;

/// <summary>P5: a hint says "look at this row". Hints that come again, too late, in another order or about nothing change no result and cost no reading.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class RepeatedHintsTests
{
    private const int Pages = 4;
    private const int Times = 5;

    private static readonly int Letters = LongForm.IsAsked ? 100 : 6;

    [TestCase(20261127)]
    [CancelAfter(300_000)]
    public async Task Every_hint_five_times_and_shuffled_reads_no_page_twice(int seed, CancellationToken cancel)
    {
        var random = new Random(seed);
        var runner = new QuickRunner();
        await using var service = await ServiceUnderFire.CreateAsync();
        using (var host = Build(service, runner))
        {
            await host.StartAsync(cancel);
            var finished = await SendAsync(host, service, "alt", Letters, cancel);
            await service.SettledAsync(Letters);
            var stale = await ItemsAsync(host);
            await PurgeAsync(host, service, finished[0], cancel);
            await host.Services.GetRequiredService<DocumentTrash>().DeleteAsync(service.Account, finished[1], Actor.System, cancel);

            await SendAsync(host, service, "neu", Letters, cancel);
            for (var round = 0; round < 4; round++)
            {
                await PublishAsync(host, [.. stale, .. await ItemsAsync(host)], random);
            }

            await service.SettledAsync((2 * Letters) - 2);
            await PublishAsync(host, await ItemsAsync(host), random);
            await service.SettledAsync((2 * Letters) - 2);
            await host.StopAsync(cancel);
        }

        Assert.That(runner.Readings, Has.Count.EqualTo(2 * Letters * Pages));
        Assert.That(runner.Readings.Where(page => page.Value != 1), Is.Empty, $"pages that were read again, seed {seed}");
        await using (var provider = service.AtRest())
        {
            await using var db = provider.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
            Assert.That(await db.WorkItems.Where(row => row.Attempts != 1).CountAsync(cancel), Is.Zero, "attempts that hints have cost");
            Assert.That(await db.Documents.IgnoreQueryFilters().CountAsync(row => row.State == DocumentState.Trashed, cancel), Is.EqualTo(1));
        }

        var current = Enumerable.Range(2, Letters - 2).Select(number => $"alt{number}").Concat(Enumerable.Range(0, Letters).Select(number => $"neu{number}"));
        await Invariants.AssertAsync(service, current.ToDictionary(name => name, _ => Pages));
    }

    [TestCase(20261128)]
    [CancelAfter(300_000)]
    public async Task Hints_of_edits_that_come_again_and_shuffled_make_no_version_twice_and_read_nothing(int seed, CancellationToken cancel)
    {
        const int letters = 3;
        var random = new Random(seed);
        var runner = new QuickRunner();
        await using var service = await ServiceUnderFire.CreateAsync();
        using var host = Build(service, runner);
        await host.StartAsync(cancel);
        var sent = await SendAsync(host, service, "brief", letters, cancel);
        await service.SettledAsync(letters);
        var reversed = new VersionEdit([.. Enumerable.Range(1, Pages).Reverse().Select(page => new EditedPage(new PageNumber(page), QuarterTurn.None))]);
        for (var version = 1; version <= 2; version++)
        {
            foreach (var letter in sent)
            {
                Assert.That(await host.Services.GetRequiredService<VersionEdits>().EditPagesAsync(service.Account, letter, version, reversed, Digitize.Accounts.Actor.ApiKey("test"), cancel), Is.InstanceOf<EditResult.Started>());
            }

            await PublishAsync(host, await ItemsAsync(host), random);
            await service.SettledAsync(letters);
        }

        await using var db = host.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(service.Account));
        Assert.That((await db.Versions.ToListAsync(cancel)).GroupBy(row => row.DocumentId).Select(group => group.Select(row => row.Number).Order()), Is.All.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(await db.WorkItems.CountAsync(row => row.Attempts != 1, cancel), Is.Zero, "attempts that hints have cost");
        Assert.That(runner.Readings.Values, Is.All.EqualTo(1), "Nothing is read again.");
        Assert.That(await db.PageReadings.CountAsync(cancel), Is.EqualTo(letters * Pages), "All versions share the readings.");
        var texts = await db.Texts.Where(row => row.DocumentId == sent[0] && row.Page != null).OrderBy(row => row.Page).Select(row => row.Text).ToListAsync(cancel);
        Assert.That(texts, Is.EqualTo(Enumerable.Range(1, Pages).Select(page => $"brief0 Seite {page}")), "Reversed twice.");
        await host.StopAsync(cancel);
    }

    private static IHost Build(ServiceUnderFire service, QuickRunner runner)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IPageRunner>(runner);
        builder.Services.AddDigitize(Program.Settings(service.Folder));
        return builder.Build();
    }

    private static async Task<IReadOnlyList<DocumentId>> SendAsync(IHost host, ServiceUnderFire service, string name, int letters, CancellationToken cancel)
    {
        var sent = new List<DocumentId>();
        for (var number = 0; number < letters; number++)
        {
            using var letter = new MemoryStream(QuickRunner.Letter($"{name}{number}", Pages));
            var submission = new Submission(service.Account, null, $"{name}{number}.pdf", null, "deu", null, "upload", SplitMode.None);
            sent.Add(((IntakeResult.Accepted)await host.Services.GetRequiredService<Intake.Intake>().AcceptAsync(submission, letter, cancel)).Id);
        }

        return sent;
    }

    private static async Task PurgeAsync(IHost host, ServiceUnderFire service, DocumentId document, CancellationToken cancel)
    {
        var database = host.Services.GetRequiredService<DigitizeDatabase>();
        await host.Services.GetRequiredService<DocumentTrash>().DeleteAsync(service.Account, document, Actor.System, cancel);
        await database.WriteAsync(CurrentAccount.Everyone, db => db.Documents.IgnoreQueryFilters().Where(row => row.Id == document)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PurgeAfter, DateTimeOffset.UnixEpoch), cancel), cancel);
        Assert.That(await host.Services.GetRequiredService<Purge>().RunAsync(cancel), Is.EqualTo(1));
    }

    private static async Task<IReadOnlyList<(WorkKind Kind, Guid Id)>> ItemsAsync(IHost host)
    {
        await using var db = host.Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        return [.. (await db.WorkItems.Select(row => new { row.Kind, row.Id }).ToListAsync()).Select(row => (row.Kind, row.Id.Value))];
    }

    /// <summary>Each five times, among them such as never were.</summary>
    private static async Task PublishAsync(IHost host, IReadOnlyList<(WorkKind Kind, Guid Id)> items, Random random)
    {
        var hints = items.Concat(Enum.GetValues<WorkKind>().Select(kind => (kind, Guid.NewGuid()))).SelectMany(item => Enumerable.Repeat(item, Times)).ToArray();
        random.Shuffle(hints);
        var bus = host.Services.GetRequiredService<IBus>();
        foreach (var (kind, id) in hints)
        {
            await (kind switch
            {
                WorkKind.Prepare => bus.Publish(new PrepareDocument(id)),
                WorkKind.Page => bus.Publish(new RecognizePage(id)),
                _ => bus.Publish(new AssembleDocument(id)),
            });
        }
    }
}
