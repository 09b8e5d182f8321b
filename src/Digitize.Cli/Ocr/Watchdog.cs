using Digitize.Cli.Terminal;
using Digitize.Pages;

namespace Digitize.Cli.Ocr;

/// <summary>
/// A native library that hangs cannot be called back. When no page ends within twice its deadline, the process tells so, removes what it had half done, and ends.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Timer _timer;
    private readonly TimeSpan _pagePatience;

    public Watchdog(PageOptions options, OutputFiles files, TextWriter errors, string inputName)
    {
        _pagePatience = (2 * options.PageDeadline) + TimeSpan.FromSeconds(30);
        _timer = new Timer(_ =>
        {
            errors.WriteLine($"digitize: {Printable.Of(inputName)}: working on it took longer than any page may take; it was given up and nothing was written");
            files.Dispose();
            Environment.Exit((int)ExitCode.NotReadable);
        });
        _timer.Change(options.Limits.InspectDeadline + options.PageDeadline, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A page is done: the next one has its time.</summary>
    public void Fed() => _timer.Change(_pagePatience, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
