using System.ComponentModel.DataAnnotations;

namespace Digitize.Storage;

/// <summary>Where files are kept.</summary>
public sealed record StorageOptions
{
    /// <summary>Set when files are kept in an S3 store; on disk otherwise.</summary>
    public S3Options? S3 { get; init; }

    /// <summary>Where files are kept on disk; when not set, in the data folder. Several machines share one, on a file system with locks and atomic renames, such as NFS 4.</summary>
    public string? BlobFolder { get; init; }

    /// <summary>Where half-processed data lies while a page is worked on; when not set, memory if there is enough of it, else the data folder.</summary>
    public string? ScratchFolder { get; init; }

    [Range(0, 1_000_000)]
    public double MinimumFreeGigabytes { get; init; } = 5;

    [Range(0, 90)]
    public double MinimumFreePercent { get; init; } = 10;

    /// <summary>Set aside while there is room, given up to finish what was begun when there is none.</summary>
    [Range(0, 100_000)]
    public int BallastMegabytes { get; init; } = 256;
}

/// <summary>Where the master key is: in the setting itself (from the environment), or in a file.</summary>
public sealed record MasterKeyOptions
{
    public string? Base64 { get; init; }

    [Required]
    public string Path { get; init; } = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "digitize", "master.key");

    /// <summary>The record's own text would show the key in a log.</summary>
    public override string ToString() => Path;
}

/// <summary>A bucket of an S3 store.</summary>
public sealed record S3Options
{
    /// <summary>Address of a self-hosted store; Amazon's own when not set.</summary>
    public Uri? Endpoint { get; init; }

    [Required]
    public required string Bucket { get; init; }

    [Required]
    public string Region { get; init; } = "us-east-1";

    /// <summary>When not set, the machine's own role is asked for.</summary>
    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>How long one request may take, with everything it sends and receives.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    [Range(0, 10)]
    public int Retries { get; init; } = 3;

    public override string ToString() => $"{Endpoint}/{Bucket}";
}
