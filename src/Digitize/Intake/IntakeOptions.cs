using System.ComponentModel.DataAnnotations;
using Digitize.Documents;

namespace Digitize.Intake;

/// <summary>What may be sent in.</summary>
public sealed record IntakeOptions
{
    [Range(1, 10_000)]
    public int MaxUploadMegabytes { get; init; } = 512;

    /// <summary>For submissions that name none, as tesseract takes them.</summary>
    [Required]
    public string Languages { get; init; } = "deu+eng";

    /// <summary>A folder whose files are taken in; null for none.</summary>
    public string? WatchedFolder { get; init; }

    /// <summary>Name of the account that the files of the watched folder belong to.</summary>
    public string? WatchedFolderAccount { get; init; }

    /// <summary>Whether the files of the watched folder are stacks, and where their documents begin.</summary>
    public SplitMode WatchedFolderSplit { get; init; }

    /// <summary>How long a file's size and time must stand still before it counts as complete.</summary>
    public TimeSpan WatchedFolderQuiet { get; init; } = TimeSpan.FromSeconds(5);

    internal long MaxUploadBytes => MaxUploadMegabytes * 1_000_000L;
}
