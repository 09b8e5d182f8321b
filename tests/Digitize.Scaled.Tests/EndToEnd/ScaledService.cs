using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Scaled.Tests.Servers;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Scaled.Tests.EndToEnd;

/// <summary>The service as it is wired for several machines, on a database and a virtual host of its own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ScaledService : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(150);

    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-scaled-service-").FullName;
    private readonly List<IHost> _machines = [];

    private ScaledService(PostgresDatabase database, RabbitHost broker) => (Database, Broker) = (database, broker);

    internal PostgresDatabase Database { get; }

    internal RabbitHost Broker { get; }

    internal IServiceProvider Services => _machines[0].Services;

    internal AccountId Account { get; private set; }

    internal static async Task<ScaledService> StartAsync(IPageRunner runner, int machines, int workers)
    {
        var service = new ScaledService(ServersOfTheTests.Postgres.NewDatabase(), ServersOfTheTests.Rabbit.NewHost());
        for (var i = 0; i < machines; i++)
        {
            service._machines.Add(service.Build(runner, i, workers));
        }

        // All at once, on an empty database: the first migrates, the others wait for it.
        await Task.WhenAll(service._machines.Select(machine => Task.Run(() => machine.StartAsync())));
        await service.AddAccountAsync();
        return service;
    }

    internal async Task<DocumentId> SendAsync(byte[] letter, string name, string? key = null)
    {
        var result = await Services.GetRequiredService<Intake.Intake>().AcceptAsync(
            new Submission(Account, null, name, null, "deu+eng", key, "upload", SplitMode.None), new MemoryStream(letter), CancellationToken.None);
        return result switch
        {
            IntakeResult.Accepted accepted => accepted.Id,
            IntakeResult.AlreadyKnown known => known.Id,
            _ => throw new AssertionException($"The letter was not taken: {result}"),
        };
    }

    /// <summary>Until every document is completed or has failed. What has stood still gets the minutes at once that lost hints and dead leases are waited for.</summary>
    internal async Task SettledAsync()
    {
        using var limit = new CancellationTokenSource(Longest);
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var (before, quiet) = (-1L, 0);
        while (true)
        {
            var (open, left) = (await CountAsync("documents WHERE state NOT IN ('Completed', 'Failed')"), await CountAsync("work_items WHERE state IN ('Ready', 'Leased')"));
            if (open == 0 && left == 0)
            {
                return;
            }

            quiet = left == before ? quiet + 1 : 0;
            before = left;
            if (quiet > 0 && quiet % 20 == 0)
            {
                await MinutesPassAsync();
            }

            try
            {
                await every.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                var items = await Database.AskAsync<string>("SELECT coalesce(string_agg(kind || ' ' || state || ' ' || attempts || ' ' || coalesce(failure_detail, ''), '; '), '') FROM (SELECT * FROM work_items WHERE state IN ('Ready', 'Leased') LIMIT 5) left_over");
                throw new AssertionException($"{open} documents and {left} pieces of work are left over: {items}");
            }
        }
    }

    /// <summary>Two minutes, and the sweep that comes every 15 seconds.</summary>
    internal async Task MinutesPassAsync()
    {
        await Database.PassAsync(TimeSpan.FromMinutes(2));
        var dispatcher = Services.GetServices<IHostedService>().OfType<Dispatcher>().Single();
        await dispatcher.SweepAsync(CancellationToken.None);
        Services.GetRequiredService<WorkSignal>().Raise();
    }

    /// <summary>Nothing lost, nothing doubled, whatever happened on the way.</summary>
    internal async Task AssertWholeAsync(IReadOnlyCollection<DocumentId> accepted, int pages)
    {
        await using var db = Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(Account));
        var documents = await db.Documents.ToListAsync();
        Assert.That(documents.Select(row => row.Id), Is.EquivalentTo(accepted));
        Assert.That(documents.Select(row => (row.State, row.PagesDone, row.FailedPages, row.CurrentVersion)), Is.All.EqualTo((DocumentState.Completed, pages, 0, (int?)1)));
        Assert.That(await db.Versions.Select(row => row.DocumentId).ToListAsync(), Is.EquivalentTo(accepted));
        Assert.That(await db.Pages.CountAsync(row => row.State == PageState.Done), Is.EqualTo(accepted.Count * pages));
        Assert.That(await db.Texts.CountAsync(row => row.Page != null), Is.EqualTo(accepted.Count * pages));
        Assert.That(await db.Changes.Where(row => row.Kind == ChangeKind.Completed).Select(row => row.DocumentId).ToListAsync(), Is.EquivalentTo(accepted));
        Assert.That(await db.WorkItems.CountAsync(row => row.State != WorkState.Done), Is.Zero);
        foreach (var document in documents)
        {
            Assert.That(await PdfAsync(document.Id), Is.EqualTo($"%PDF-1.7\n{document.Title}: {string.Join(' ', Enumerable.Range(1, pages))}\n"));
        }
    }

    internal Task<long> CountAsync(string rows) => Database.AskAsync<long>($"SELECT count(*) FROM {rows}");

    public async ValueTask DisposeAsync()
    {
        foreach (var machine in _machines)
        {
            await machine.StopAsync();
            await ((IAsyncDisposable)machine).DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> PdfAsync(DocumentId id)
    {
        await using var db = Services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Of(Account));
        var keys = await DocumentBlobs.KeysAsync(db, id, CancellationToken.None);
        var version = await db.Versions.SingleAsync(row => row.DocumentId == id);
        using var reader = new StreamReader(await Services.GetRequiredService<EncryptedBlobs>().OpenAsync(keys!, version.PdfBlob, CancellationToken.None));
        return await reader.ReadToEndAsync();
    }

    private IHost Build(IPageRunner runner, int machine, int workers)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Installation:DataFolder"] = Path.Combine(_folder, $"machine{machine}"),
            ["Database:Postgres"] = Database.Service,
            ["Bus:RabbitMq"] = Broker.Address,
            ["Storage:BlobFolder"] = Path.Combine(_folder, "blobs"),
            ["Storage:MinimumFreeGigabytes"] = "0",
            ["Storage:MinimumFreePercent"] = "0",
            ["Storage:BallastMegabytes"] = "0",
            ["MasterKey:Base64"] = Convert.ToBase64String(new byte[32]),
            ["Processing:Workers"] = $"{workers}",
        }).Build();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(runner);
        builder.Services.AddDigitize(settings);
        return builder.Build();
    }

    private async Task AddAccountAsync()
    {
        Account = AccountId.New(TimeProvider.System);
        var key = Services.GetRequiredService<EncryptedBlobs>().NewAccountKey(Account.ToString());
        await Services.GetRequiredService<DigitizeDatabase>().WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = Account, Name = "Muster GmbH", WrappedKey = key, CreatedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
    }
}
