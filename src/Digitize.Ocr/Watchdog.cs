using Digitize.Ocr.Terminal;
using Digitize.Pages;

namespace Digitize.Ocr;

/// <summary>
/// A native library that hangs cannot be called back. When no page ends within the time on the clock that its deadlines allow on a busy machine, the process tells so, removes what it had half done, and ends.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Timer _timer;
    private readonly TimeSpan _pagePatience;

    public Watchdog(PageOptions options, OutputFiles files, TextWriter errors, string inputName)
    {
        _pagePatience = Limits.BusyFactor * (options.PageDeadline + options.Limits.DrawDeadline);
        _timer = new Timer(_ =>
        {
            errors.WriteLine($"digitize: {Printable.Of(inputName)}: working on it took longer than any page may take; it was given up and nothing was written");
            files.Dispose();
            Environment.Exit((int)ExitCode.NotReadable);
        });
        _timer.Change((Limits.BusyFactor * options.Limits.InspectDeadline) + _pagePatience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A page is done: the next one has its time.</summary>
    public void Fed() => _timer.Change(_pagePatience, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
