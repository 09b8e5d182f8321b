using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Processing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Operations;

public sealed class WorkerBeatTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();
    private readonly WorkMeters _meters = new();

    [OneTimeTearDown]
    public void Dispose()
    {
        _dice.Dispose();
        _meters.Dispose();
    }

    [Test]
    public async Task What_a_worker_has_done_is_in_the_metrics_of_every_process()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var worker = Beat(archive, readers: 2);
        using var web = Beat(archive, readers: 0);
        _meters.PageDone();
        _meters.PageDone();
        _meters.Failed(WorkKind.Page, FailureCode.TimedOut);
        _meters.Worked(WorkKind.Page, TimeSpan.FromSeconds(3));
        await worker.BeatAsync(CancellationToken.None);
        await web.BeatAsync(CancellationToken.None);

        var row = (await new Workers(archive.Database, archive.Clock).ListAsync(CancellationToken.None)).Single().Row;
        Assert.That(row.Name, Does.StartWith(Environment.MachineName));
        Assert.That((row.Readers, row.Pages, row.Failures, row.BusySeconds, row.SeenAt), Is.EqualTo((2, 2L, 1L, 3.0, archive.Clock.GetUtcNow())));
        worker.Dispose();
        Assert.That(Measured("digitize.worker.pages"), Does.Contain((row.Name, 2.0)), "The web machine tells it, when the worker is no longer asked.");
    }

    [Test]
    public async Task A_worker_that_leaves_is_forgotten_at_once_and_one_that_is_dead_after_an_hour()
    {
        await using var archive = await TestArchive.CreateAsync();
        var workers = new Workers(archive.Database, archive.Clock);
        using var leaves = Beat(archive, readers: 1);
        using var dies = Beat(archive, readers: 1);
        using var lives = Beat(archive, readers: 1);
        await leaves.BeatAsync(CancellationToken.None);
        await dies.BeatAsync(CancellationToken.None);
        await leaves.StopAsync(CancellationToken.None);
        Assert.That((await workers.ListAsync(CancellationToken.None)).Single().IsAlive);

        archive.Clock.Pass(Workers.DeadAfter);
        Assert.That((await workers.ListAsync(CancellationToken.None)).Single().IsAlive, Is.False);
        archive.Clock.Pass(WorkerBeat.ForgottenAfter - Workers.DeadAfter);
        await lives.BeatAsync(CancellationToken.None);
        Assert.That(await workers.ListAsync(CancellationToken.None), Has.Count.EqualTo(2), "Somebody should notice a dead one.");

        archive.Clock.Pass(TimeSpan.FromMilliseconds(1));
        await lives.BeatAsync(CancellationToken.None);
        Assert.That((await workers.ListAsync(CancellationToken.None)).Single().Row.SeenAt, Is.EqualTo(archive.Clock.GetUtcNow()));
    }

    private WorkerBeat Beat(TestArchive archive, int readers) =>
        new(archive.Database, new Workers(archive.Database, archive.Clock), new ProcessingOptions { Workers = readers }, runner: null, _meters, _dice, archive.Clock, NullLogger<WorkerBeat>.Instance);

    private static List<(string Worker, double Value)> Measured(string name)
    {
        var measured = new List<(string, double)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => measured.Add(((string)tags[0].Value!, value)));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
