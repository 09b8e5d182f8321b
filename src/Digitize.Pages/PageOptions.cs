using Digitize.Pages.Recognition;

namespace Digitize.Pages;

/// <summary>What to do with pages of a PDF that already have text.</summary>
public enum TextMode
{
    /// <summary>Pages with good text stay as they are; the others are read.</summary>
    Skip,

    /// <summary>An invisible text layer of an earlier recognition is taken out and the page read again; born-digital text stays.</summary>
    Redo,

    /// <summary>Every page becomes a picture and is read.</summary>
    Force,
}

/// <summary>How one document is to be worked on. Limits are what one process lets a hostile file cost.</summary>
public sealed record PageOptions
{
    public LanguageSet Languages { get; init; } = LanguageSet.Default;

    public TextMode Mode { get; init; } = TextMode.Skip;

    /// <summary>What reads the lines that were found.</summary>
    public LineReaderKind Reader { get; init; }

    public bool DropBlankPages { get; init; }

    public string? Title { get; init; }

    /// <summary>Make a searchable copy of a signed PDF all the same; the copy is not signed.</summary>
    public bool UnsignedCopy { get; init; }

    /// <summary>Most processor time one page may be read for; then it goes into the PDF as a picture.</summary>
    public TimeSpan PageDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>One of very many: the process that works on it steps back for others that want the processor. Where it runs in the caller's process this says nothing.</summary>
    public bool IsBackground { get; init; }

    public Limits Limits { get; init; } = Limits.Default;
}

/// <summary>What a file may ask for before it is refused, checked from headers, before anything is decoded.</summary>
public sealed record Limits
{
    /// <summary>Deadlines are processor time. On the clock this many times as much may pass, because the machine may have other things to do.</summary>
    public const int BusyFactor = 5;

    public static Limits Default { get; } = new();

    public long MaxFileMegabytes { get; init; } = 512;

    public int MaxPages { get; init; } = 2000;

    /// <summary>Tesseract's own limit is 32767.</summary>
    public int MaxPixelsPerSide { get; init; } = 32_000;

    /// <summary>An A3 page at 600 dpi has 70 million pixels.</summary>
    public int MaxMegapixels { get; init; } = 100;

    /// <summary>Most processor time that finding out what is in a file may take.</summary>
    public TimeSpan InspectDeadline { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Most processor time that drawing one page of a PDF may take: with finding out what is in it, a bomb of one page is over in half a minute.</summary>
    public TimeSpan DrawDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The largest a single decoded stream of a PDF may become.</summary>
    public long MaxStreamMegabytes { get; init; } = 256;
}
