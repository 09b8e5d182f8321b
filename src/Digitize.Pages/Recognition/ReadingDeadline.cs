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

    public TessMonitorHandle Monitor { get; } = NativeCheck.Valid(Tesseract.TessMonitorCreate(), nameof(Tesseract.TessMonitorCreate));

    /// <exception cref="UnreadableException">No time is left.</exception>
    public void Check()
    {
        cancel.ThrowIfCancellationRequested();
        var onProcessor = deadline - (LibC.Time(_clock) - _used);
        var onClock = (deadline * Limits.BusyFactor) - Stopwatch.GetElapsedTime(_start);
        if (onProcessor <= TimeSpan.Zero || onClock <= TimeSpan.Zero)
        {
            throw new UnreadableException(FailureCode.TimedOut, $"Reading the page took longer than {deadline.TotalSeconds:0.#} seconds.");
        }

        Tesseract.TessMonitorSetDeadlineMSecs(Monitor, (int)Math.Clamp(onClock.TotalMilliseconds, 1, int.MaxValue));
    }

    public void Dispose() => Monitor.Dispose();
}
