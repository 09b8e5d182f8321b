using System.ComponentModel.DataAnnotations;
using Digitize.Pages.Recognition;

namespace Digitize.Processing;

/// <summary>How much is worked on at once, and for how long.</summary>
public sealed record ProcessingOptions
{
    /// <summary>Pages that this process reads side by side; 0 for a process that only takes in and shows.</summary>
    [Range(0, 256)]
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Pages that this process draws side by side for people who look at them, beside those that are read.</summary>
    [Range(1, 64)]
    public int Drawers { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Pages that are on their way to workers or with them, over all machines. As few as keep them busy: what has been sent cannot be overtaken.</summary>
    [Range(1, 10_000)]
    public int? InFlight { get; init; }

    public TimeSpan PageDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>On an orderly stop, how long work under way may still take before it is given back.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Folder with the models of the languages.</summary>
    [Required]
    public string Tessdata { get; init; } = "tessdata";

    /// <summary>What reads the lines that were found on a page.</summary>
    public LineReaderKind Reader { get; init; } = LineReaderKind.Usual;

    /// <summary>With less than this between a child that reads letters and the machine, the service does not start.</summary>
    public IsolationLevel LeastIsolation { get; init; } = IsolationLevel.LimitsOnly;

    /// <summary>Work of one account that waits beyond this makes all of it background: others come first at the processor, too.</summary>
    internal const int MostInForeground = 10;

    /// <summary>A place beside the readers of the only process, for an account that has nothing in work while others fill them: its letter need not wait until one of theirs is done.</summary>
    internal const int ExpressPlaces = 1;

    internal int InFlightOrUsual => InFlight ?? Math.Max(1, Workers);
}
