using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Operations;

/// <summary>
/// Every process that reads pages says every quarter of a minute that it is there and what it has done, in a row: a worker machine has no port to be asked at. Every process reads
/// these rows, so that the metrics of one web machine tell of all workers.
/// </summary>
internal sealed partial class WorkerBeat : BackgroundService
{
    internal static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>A dead worker is told of for so long, so that somebody notices.</summary>
    internal static readonly TimeSpan ForgottenAfter = TimeSpan.FromHours(1);

    private readonly DigitizeDatabase _database;
    private readonly Workers _workers;
    private readonly ProcessingOptions _options;
    private readonly IPageRunner? _runner;
    private readonly WorkMeters _work;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerBeat> _log;
    private readonly string _name;
    private readonly DateTimeOffset _started;
    private readonly Meter _meter = new(WorkMeters.MeterName + ".Workers");
    private IReadOnlyList<KnownWorker> _known = [];
    private long _knownAt;

    /// <param name="runner">Null in a process that reads no pages.</param>
    public WorkerBeat(DigitizeDatabase database, Workers workers, ProcessingOptions options, IPageRunner? runner, WorkMeters work, RandomNumberGenerator random, TimeProvider time, ILogger<WorkerBeat> log)
    {
        (_database, _workers, _options, _runner, _work, _time, _log) = (database, workers, options, runner, work, time, log);
        Span<byte> own = stackalloc byte[4];
        random.GetBytes(own);
        _name = $"{Environment.MachineName}-{Convert.ToHexStringLower(own)}";
        _started = time.GetUtcNow();
        _meter.CreateObservableCounter("digitize.worker.pages", () => Each(worker => worker.Row.Pages), "{page}", "Pages that a worker has read or kept since its start.");
        _meter.CreateObservableCounter("digitize.worker.failures", () => Each(worker => worker.Row.Failures), "{attempt}", "Failed attempts of a worker since its start.");
        _meter.CreateObservableCounter("digitize.worker.busy", () => Each(worker => worker.Row.BusySeconds), "s", "Time that attempts of a worker have taken since its start.");
        _meter.CreateObservableGauge("digitize.worker.readers", () => Each(worker => (long)worker.Row.Readers), "{page}", "Pages that a worker reads side by side.");
        _meter.CreateObservableGauge("digitize.worker.silence", () => Each(worker => (worker.Silence + _time.GetElapsedTime(_knownAt)).TotalSeconds), "s", "How long a worker has said nothing.");
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_options.Workers > 0)
        {
            // Who leaves in order is not missed.
            await TryAsync(() => _database.WriteAsync(CurrentAccount.Everyone, db => db.Set<Worker>().Where(row => row.Name == _name).ExecuteDeleteAsync(), CancellationToken.None));
        }
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    internal async Task BeatAsync(CancellationToken cancel)
    {
        if (_options.Workers > 0)
        {
            await _database.WriteAsync(CurrentAccount.Everyone, SayAsync, cancel);
        }

        (_known, _knownAt) = (await _workers.ListAsync(cancel), _time.GetTimestamp());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BeatEvery, _time);
        do
        {
            await TryAsync(() => BeatAsync(stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Replaces the own row, and removes those of workers that have been dead for long.</summary>
    private async Task SayAsync(DigitizeDb db)
    {
        var now = await db.NowAsync(_time);
        var forgotten = now - ForgottenAfter;
        await db.Set<Worker>().Where(row => row.Name == _name || row.SeenAt < forgotten).ExecuteDeleteAsync();
        db.Add(new Worker
        {
            Name = _name,
            Readers = _options.Workers,
            Isolation = (_runner as ChildProcessRunner)?.Isolation.Level.ToString(),
            StartedAt = _started,
            SeenAt = now,
            Pages = _work.Pages,
            Failures = _work.Failures,
            BusySeconds = _work.BusyTime.TotalSeconds,
        });
        await db.SaveChangesAsync();
    }

    private async Task TryAsync(Func<Task> speak)
    {
        try
        {
            await speak();
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            // The database is away, which others say louder.
            LogSilent(trouble.GetType().Name);
        }
    }

    private IEnumerable<Measurement<T>> Each<T>(Func<KnownWorker, T> value) where T : struct =>
        _known.Select(worker => new Measurement<T>(value(worker), new KeyValuePair<string, object?>("worker", worker.Row.Name)));

    [LoggerMessage(Level = LogLevel.Warning, Message = "This worker could not say that it is there ({Type}).")]
    private partial void LogSilent(string type);
}
