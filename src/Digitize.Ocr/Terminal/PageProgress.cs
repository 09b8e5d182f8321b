using System.Diagnostics;
using Digitize.Pages;

namespace Digitize.Ocr.Terminal;

/// <summary>Shows on standard error how far a document is: one bar that is drawn over itself on a terminal, one line a page otherwise.</summary>
internal sealed class PageProgress(TextWriter target, ProgressStyle style, bool isTerminal, string name, int columns) : IDisposable
{
    private const int BarLength = 24;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly bool _draws = style == ProgressStyle.Auto && isTerminal;
    private readonly bool _lists = style == ProgressStyle.Plain || (style == ProgressStyle.Auto && !isTerminal);
    private int _done;
    private bool _onBar;

    public static PageProgress OnStandardError(ProgressStyle style, string name) =>
        new(Console.Error, style, !Console.IsErrorRedirected, Printable.Of(name), Console.IsErrorRedirected ? 80 : Math.Max(40, Console.WindowWidth));

    public void Opened()
    {
        if (_draws)
        {
            Draw($"{name}: looking at it");
        }
    }

    public void PageDone(int pages, PageResult page)
    {
        _done++;
        if (_draws)
        {
            Draw(Bar(pages));
        }
        else if (_lists)
        {
            target.WriteLine($"{name}: page {page.Number} of {pages}: {Said(page)}");
        }
    }

    /// <summary>A line of its own, above the bar.</summary>
    public void Say(string line)
    {
        Wipe();
        target.WriteLine(Printable.Of(line));
    }

    public void Dispose() => Wipe();

    private static string Said(PageResult page) => page.Treatment switch
    {
        PageTreatment.Read when page.Finished?.Blank is { IsBlank: true } => "blank",
        PageTreatment.Read when page.Finished?.Recognized is { Confidence: { } sure } read => $"{read.Words.Count()} words, {sure.Percent:0} % sure",
        PageTreatment.Read => "no words",
        PageTreatment.Kept when page.Blank is { IsBlank: true } => "blank",
        PageTreatment.Kept => "has text, kept as it is",
        PageTreatment.Dropped => "blank, left out",
        _ => "could not be read: " + page.Failure?.Detail,
    };

    private string Bar(int pages)
    {
        var filled = pages == 0 ? BarLength : BarLength * _done / pages;
        var elapsed = Stopwatch.GetElapsedTime(_started);
        var left = _done == pages ? "" : $", about {Duration(elapsed / _done * (pages - _done))} left";
        return $"{name}  {new string('█', filled)}{new string('░', BarLength - filled)}  {_done} of {pages} pages{left}";
    }

    private static string Duration(TimeSpan time) => time.TotalSeconds < 90 ? $"{Math.Max(1, time.TotalSeconds):0} s" : $"{time.TotalMinutes:0} min";

    private void Draw(string line)
    {
        target.Write("\r\e[K" + (line.Length < columns ? line : line[..(columns - 1)]));
        target.Flush();
        _onBar = true;
    }

    private void Wipe()
    {
        if (_onBar)
        {
            target.Write("\r\e[K");
            target.Flush();
            _onBar = false;
        }
    }
}
