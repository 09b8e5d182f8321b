using System.ComponentModel.DataAnnotations;
using Digitize.Storage;

namespace Digitize.Backup;

/// <summary>Where backups go, how often, and how long they stay.</summary>
public sealed record BackupOptions : IValidatableObject
{
    public VaultOptions? First { get; init; }

    /// <summary>Another data center. Each is backed up to, verified and reported on its own.</summary>
    public VaultOptions? Second { get; init; }

    /// <summary>Between two runs; a run costs what changed.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>One backup an hour is kept for so long, …</summary>
    [Range(1, 10_000)]
    public int HourlyHours { get; init; } = 48;

    [Range(1, 1_000)]
    public int DailyDays { get; init; } = 14;

    /// <summary>No backup is kept longer, but for the newest.</summary>
    [Range(2, 3_650)]
    public int MaximumDays { get; init; } = 32;

    /// <summary>How long the files of a dropped backup stay, in case it was a mistake.</summary>
    [Range(1, 60)]
    public int GraceDays { get; init; } = 2;

    /// <summary>How long keys are kept: a document that was deleted longer ago cannot be read from any backup, although its cipher text may still be there.</summary>
    [Range(1, 365)]
    public int KeyDays { get; init; } = 7;

    /// <summary>After so many nights every file of a vault and of the store was read and compared.</summary>
    [Range(1, 365)]
    public int VerifyNights { get; init; } = 30;

    internal IEnumerable<(string Name, VaultOptions Options)> Vaults =>
        new[] { ("first", First), ("second", Second) }.Where(vault => vault.Item2 is not null).Select(vault => (vault.Item1, vault.Item2!));

    internal KeepRules Rules => new()
    {
        Hourly = TimeSpan.FromHours(HourlyHours),
        Daily = TimeSpan.FromDays(DailyDays),
        Weekly = TimeSpan.FromDays(MaximumDays),
        MaximumAge = TimeSpan.FromDays(MaximumDays),
    };

    internal TimeSpan Grace => TimeSpan.FromDays(GraceDays);

    /// <summary>What customers are promised: the longest age, the grace, and a day for the run that removes.</summary>
    internal TimeSpan GoneFromVaultsWithin => First is null && Second is null ? TimeSpan.Zero : TimeSpan.FromDays(MaximumDays + GraceDays + 1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Every < TimeSpan.FromMinutes(1))
        {
            yield return new ValidationResult("Backups are a minute apart at least.", [nameof(Every)]);
        }

        foreach (var (name, vault) in Vaults)
        {
            if ((vault.Folder is null) == (vault.S3 is null) || (vault.KeyFolder is null) == (vault.KeyS3 is null))
            {
                yield return new ValidationResult($"The {name} vault needs one of Folder and S3, and one of KeyFolder and KeyS3.", [name]);
            }
            else if (vault.Folder is { } files && vault.KeyFolder is { } keys && (IsIn(files, keys) || IsIn(keys, files)))
            {
                yield return new ValidationResult($"The keys of the {name} vault have to lie apart from it: whoever takes the one must not have the other.", [name]);
            }
        }
    }

    private static bool IsIn(string inner, string outer) =>
        (Path.TrimEndingDirectorySeparator(Path.GetFullPath(inner)) + Path.DirectorySeparatorChar).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(outer)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>A vault: a folder on another disk or a bucket, and another folder or bucket for its keys.</summary>
public sealed record VaultOptions
{
    public string? Folder { get; init; }

    public S3Options? S3 { get; init; }

    public string? KeyFolder { get; init; }

    public S3Options? KeyS3 { get; init; }
}
