using System.Diagnostics;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>How much time is left for a page. Asked between lines in managed code, and by tesseract itself within a line.</summary>
internal sealed class ReadingDeadline(TimeSpan deadline, CancellationToken cancel) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TessMonitorHandle Monitor { get; } = NativeCheck.Valid(Tesseract.TessMonitorCreate(), nameof(Tesseract.TessMonitorCreate));

    /// <exception cref="UnreadableException">No time is left.</exception>
    public void Check()
    {
        cancel.ThrowIfCancellationRequested();
        var left = deadline - Stopwatch.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            throw new UnreadableException(FailureCode.TimedOut, $"Reading the page took longer than {deadline.TotalSeconds:0.#} seconds.");
        }

        Tesseract.TessMonitorSetDeadlineMSecs(Monitor, (int)Math.Clamp(left.TotalMilliseconds, 1, int.MaxValue));
    }

    public void Dispose() => Monitor.Dispose();
}
