using System.ComponentModel.DataAnnotations;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Processing;

/// <summary>What the children that parse letters may take from the machine.</summary>
public sealed record RunnerLimits
{
    /// <summary>Holds <c>deu.traineddata</c> and so on.</summary>
    [Required]
    public required string TessdataFolder { get; init; }

    /// <summary>Each child has a folder of its own in here. Not for backup, and best in memory: letters lie here in the clear while they are worked on.</summary>
    [Required]
    public required string ScratchFolder { get; init; }

    /// <summary>How many letters are worked on side by side: one for each core.</summary>
    [Range(1, 1024)]
    public int Children { get; init; } = Environment.ProcessorCount;

    /// <summary>After so many pages a child is replaced, for what native libraries leak.</summary>
    [Range(1, 100_000)]
    public int PagesPerChild { get; init; } = 200;

    /// <summary>Writable memory of a child: what reading the largest allowed page takes, and as much again.</summary>
    [Range(256, 1_000_000)]
    public int MemoryMegabytes { get; init; } = 3000;

    /// <summary>The largest file that a child may write.</summary>
    [Range(1, 1_000_000)]
    public int FileMegabytes { get; init; } = 1024;

    [Range(32, 65_536)]
    public int OpenFiles { get; init; } = 256;

    /// <summary>Processes and threads; .NET itself has a dozen threads. The kernel does not hold root to it.</summary>
    [Range(32, 65_536)]
    public int Processes { get; init; } = 256;

    /// <summary>Of a child's whole life. Each request has its own deadline by the clock; this ends a child that outlives the service.</summary>
    [Range(10, 1_000_000)]
    public int ProcessorSeconds { get; init; } = 7200;

    /// <summary>No request may take longer, whatever its own deadline.</summary>
    public TimeSpan LongestRequest { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Between asking a late child to end and ending it.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A child waits so long for the next page of its document.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Models that the spare child loads before anybody asks; null for children that never read.</summary>
    public LanguageSet? WarmLanguages { get; init; } = LanguageSet.Default;

    /// <summary>What the spare child loads them into.</summary>
    public LineReaderKind WarmReader { get; init; }

    /// <summary>The service does not start with less. Production wants <see cref="IsolationLevel.NoNetwork"/> at least.</summary>
    public IsolationLevel LeastIsolation { get; init; } = IsolationLevel.LimitsOnly;

    internal TimeSpan ForInspecting(PageOptions options) => Shortest(options.Limits.InspectDeadline + TimeSpan.FromSeconds(10));

    /// <summary>The file is opened, the page drawn, turned, read, coded: reading alone has <see cref="PageOptions.PageDeadline"/>.</summary>
    internal TimeSpan ForReading(PageOptions options) => Shortest(options.Limits.InspectDeadline + (2 * options.PageDeadline) + TimeSpan.FromSeconds(30));

    internal TimeSpan ForDrawing() => Shortest((2 * DrawingBounds.Deadline) + TimeSpan.FromSeconds(10));

    internal TimeSpan ForAssembling(PageOptions options, int pages) =>
        Shortest(options.Limits.InspectDeadline + TimeSpan.FromMinutes(2) + (pages * TimeSpan.FromMilliseconds(250)));

    /// <summary>The file is opened, the page drawn and straightened.</summary>
    internal TimeSpan ForLooking(PageOptions options) => Shortest(options.Limits.InspectDeadline + options.PageDeadline + TimeSpan.FromSeconds(30));

    /// <summary>One part at a time: the file is opened, some of it copied.</summary>
    internal TimeSpan ForCutting(PageOptions options) => Shortest(options.Limits.InspectDeadline + TimeSpan.FromMinutes(2));

    /// <summary>Each file is opened, and its pictures may have to be coded without loss: a second or two for one of a phone.</summary>
    internal TimeSpan ForJoining(PageOptions options, int files) => Shortest((files * options.Limits.InspectDeadline) + TimeSpan.FromMinutes(5));

    private TimeSpan Shortest(TimeSpan own) => own < LongestRequest ? own : LongestRequest;
}
