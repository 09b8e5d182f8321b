using System.Diagnostics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>
/// How much time is left for a page. Processor time of the thread that made it counts, so that a page does not lose its text because the machine is busy;
/// a generous multiple of it on the clock stands behind. Asked between lines in managed code, and within a line by tesseract itself, which knows only the clock.
/// To be used on one thread.
/// </summary>
internal sealed class ReadingDeadline(TimeSpan deadline, CancellationToken cancel) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly int _clock = LibC.ClockOfThisThread();
    private readonly TimeSpan _used = LibC.Time(LibC.ClockOfThisThread());

    private TessMonitorHandle? _monitor;

    /// <summary>What tesseract asks within a line. Made when it is first wanted: our own reader can do without, and so without loading the library.</summary>
    public TessMonitorHandle Monitor
    {
        get
        {
            if (_monitor is null)
            {
                _monitor = NativeCheck.Valid(Tesseract.TessMonitorCreate(), nameof(Tesseract.TessMonitorCreate));
                Tell(_monitor);
            }

            return _monitor;
        }
    }

    private TimeSpan OnClock => (deadline * Limits.BusyFactor) - Stopwatch.GetElapsedTime(_start);

    /// <exception cref="UnreadableException">No time is left.</exception>
    public void Check()
    {
        cancel.ThrowIfCancellationRequested();
        var onProcessor = deadline - (LibC.Time(_clock) - _used);
        if (onProcessor <= TimeSpan.Zero || OnClock <= TimeSpan.Zero)
        {
            throw new UnreadableException(FailureCode.TimedOut, $"Reading the page took longer than {deadline.TotalSeconds:0.#} seconds.");
        }

        if (_monitor is not null)
        {
            Tell(_monitor);
        }
    }

    public void Dispose() => _monitor?.Dispose();

    private void Tell(TessMonitorHandle monitor) => Tesseract.TessMonitorSetDeadlineMSecs(monitor, (int)Math.Clamp(OnClock.TotalMilliseconds, 1, int.MaxValue));
}
