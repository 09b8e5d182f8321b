using System.Diagnostics;
using Digitize.Pages.Native;

namespace Digitize.Pages;

/// <summary>
/// Cancels what the thread that made it is doing when that has used its processor time, or <see cref="Limits.BusyFactor"/> times as much on the clock:
/// a bomb ends soon on an idle machine, and honest work is not given up on a busy one. To be disposed on the same thread.
/// </summary>
internal sealed class ProcessorTime : IDisposable
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;

    public ProcessorTime(TimeSpan most, CancellationToken cancel)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var clock = LibC.ClockOfThisThread();
        var used = LibC.Time(clock);
        var start = Stopwatch.GetTimestamp();
        _timer = new Timer(_ =>
        {
            if (LibC.Time(clock) - used > most || Stopwatch.GetElapsedTime(start) > most * Limits.BusyFactor)
            {
                _source.Cancel();
            }
        });
        _timer.Change(Glance, Glance);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        // The clock is gone with its thread: no glance may be left.
        using (var done = new ManualResetEvent(false))
        {
            _ = _timer.Dispose(done) && done.WaitOne();
        }

        _source.Dispose();
    }
}
