using System.Runtime.Versioning;
using Digitize.Documents;
using Digitize.Scaled.Tests.Servers;

namespace Digitize.Scaled.Tests.EndToEnd;

/// <summary>Broker and database break while pages are read. Two machines, two workers each.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FaultTests
{
    private const int PagesEach = 10;
    private static readonly int Letters = LongForm.IsAsked ? 20 : 8;

    /// <summary>Where in the run faults come; printed, so that a run that failed can be had again.</summary>
    private static readonly int[] Seeds = LongForm.IsAsked ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1];

    private QuickRunner _runner = null!;
    private ScaledService _service = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _runner = new QuickRunner();
        _service = await ScaledService.StartAsync(_runner, machines: 2, workers: 2);
    }

    [TearDown]
    public async Task StopAsync()
    {
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    [Test]
    [LongForm]
    public async Task Without_faults_every_page_is_read_once_over_quorum_queues()
    {
        var sent = await SendAsync(5);
        await _service.SettledAsync();
        await _service.AssertWholeAsync(sent, PagesEach);
        Assert.That(_runner.Readings.Values, Is.All.EqualTo(1));
        await AssertQueuesAsync();
    }

    [TestCaseSource(nameof(Seeds))]
    public async Task A_broker_that_is_stopped_and_killed_and_loses_its_queues_costs_no_page(int seed)
    {
        var random = new Random(seed);
        var sent = await SendAsync(Letters);
        foreach (var (fault, pages) in Faults(random, StopBrokerAsync, KillBrokerAsync, PurgeQueuesAsync, DeleteQueuesAsync))
        {
            await ReadAsync(pages);
            await fault();
        }

        await _service.SettledAsync();
        await _service.AssertWholeAsync(sent, PagesEach);
        await AssertQueuesAsync();
    }

    [TestCaseSource(nameof(Seeds))]
    public async Task A_database_that_is_restarted_and_drops_connections_loses_and_doubles_nothing(int seed)
    {
        var random = new Random(seed);
        var sent = await SendAsync(Letters);
        foreach (var (fault, pages) in Faults(random, CutConnectionsAsync, CutConnectionsAsync, RestartDatabaseAsync, CutConnectionsAsync, CutConnectionsAsync))
        {
            await ReadAsync(pages);
            await fault();
        }

        await _service.SettledAsync();
        await _service.AssertWholeAsync(sent, PagesEach);
    }

    /// <summary>Each fault once, in any order, spread over the first half of the run: what breaks takes a second, and reading goes on meanwhile.</summary>
    private static IEnumerable<(Func<Task> Fault, int AtPage)> Faults(Random random, params Func<Task>[] faults)
    {
        random.Shuffle(faults);
        var part = Letters * PagesEach / 2 / faults.Length;
        return faults.Select((fault, place) => (fault, (place * part) + random.Next(1, part)));
    }

    private Task StopBrokerAsync()
    {
        _service.Broker.Server.Control("stop_app");
        _service.Broker.Server.Control("start_app");
        return Task.CompletedTask;
    }

    private Task KillBrokerAsync()
    {
        _service.Broker.Server.Kill();
        return _service.Broker.Server.StartAsync();
    }

    /// <summary>The fault before may have taken the queues away; on a busy machine they need a moment to come back.</summary>
    private async Task PurgeQueuesAsync()
    {
        await AssertQueuesAsync();
        _service.Broker.Control("purge_queue", "recognize-page");
    }

    private async Task DeleteQueuesAsync()
    {
        await AssertQueuesAsync();
        _service.Broker.Control("delete_queue", "recognize-page");
        _service.Broker.Control("delete_queue", "assemble-document");
    }

    private Task RestartDatabaseAsync()
    {
        _service.Database.Server.RestartAtOnce();
        return Task.CompletedTask;
    }

    private async Task CutConnectionsAsync() =>
        await _service.Database.DoAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'digitize' ORDER BY random() LIMIT 4");

    private async Task<IReadOnlyCollection<DocumentId>> SendAsync(int letters)
    {
        var sent = new List<DocumentId>();
        for (var i = 0; i < letters; i++)
        {
            sent.Add(await _service.SendAsync(QuickRunner.Letter($"brief{i}", PagesEach), $"brief{i}.pdf"));
        }

        return sent;
    }

    /// <summary>Until so many pages are read: a fault in the middle. When they do not come because hints were lost, time passes.</summary>
    private async Task ReadAsync(int pages)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(150));
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var waited = 1; _runner.Readings.Count < pages; waited++)
        {
            await every.WaitForNextTickAsync(limit.Token);
            if (waited % 300 == 0)
            {
                await _service.MinutesPassAsync();
            }
        }
    }

    /// <summary>Hints survive a broker's restart, and nothing of ours ends in a queue that nobody reads. Queues that were deleted come back by themselves.</summary>
    private async Task AssertQueuesAsync()
    {
        string[] wanted = ["assemble-document quorum", "prepare-document quorum", "recognize-page quorum"];
        using var every = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var found = _service.Broker.Queues();
        for (var looked = 1; looked < 50 && !found.SequenceEqual(wanted); looked++)
        {
            await every.WaitForNextTickAsync();
            found = _service.Broker.Queues();
        }

        Assert.That(found, Is.EqualTo(wanted));
    }
}
