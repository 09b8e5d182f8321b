using System.Diagnostics.Metrics;
using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>What the service counts while it works. Names and units as OpenTelemetry has them; labels are kinds and codes, never customers or titles.</summary>
public sealed class WorkMeters : IDisposable
{
    public const string MeterName = "Digitize";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _pages;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _sent;
    private Backlog _backlog = new(0, TimeSpan.Zero);
    private long _pagesSoFar;
    private long _failuresSoFar;
    private long _busyTicks;

    public WorkMeters()
    {
        _seconds = _meter.CreateHistogram<double>("digitize.work.duration", "s", "Time of one attempt, by kind of work.");
        _pages = _meter.CreateCounter<long>("digitize.pages", "{page}", "Pages that were read or kept.");
        _failures = _meter.CreateCounter<long>("digitize.work.failures", "{attempt}", "Failed attempts, by kind of work and reason.");
        _sent = _meter.CreateCounter<long>("digitize.work.dispatched", "{item}", "Hints sent to workers.");
        _meter.CreateObservableGauge("digitize.queue.depth", () => _backlog.Waiting, "{item}", "Work that waits to be claimed.");
        _meter.CreateObservableGauge("digitize.queue.age", () => _backlog.OldestAge.TotalSeconds, "s", "How long the oldest due work has waited.");
    }

    /// <summary>Pages that this process has read or kept.</summary>
    internal long Pages => Interlocked.Read(ref _pagesSoFar);

    /// <summary>Attempts of this process that failed.</summary>
    internal long Failures => Interlocked.Read(ref _failuresSoFar);

    /// <summary>What all attempts of this process took, in sum.</summary>
    internal TimeSpan BusyTime => TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks));

    public void Dispose() => _meter.Dispose();

    internal void Worked(WorkKind kind, TimeSpan time)
    {
        Interlocked.Add(ref _busyTicks, time.Ticks);
        _seconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("kind", kind.ToString()));
    }

    internal void PageDone()
    {
        Interlocked.Increment(ref _pagesSoFar);
        _pages.Add(1);
    }

    internal void Failed(WorkKind kind, FailureCode code)
    {
        Interlocked.Increment(ref _failuresSoFar);
        _failures.Add(1, new KeyValuePair<string, object?>("kind", kind.ToString()), new KeyValuePair<string, object?>("reason", code.ToString()));
    }

    internal void Dispatched(int items) => _sent.Add(items);

    internal void Set(Backlog backlog) => _backlog = backlog;
}

/// <summary>Work that waits, and how long the oldest of it has.</summary>
public sealed record Backlog(long Waiting, TimeSpan OldestAge);
