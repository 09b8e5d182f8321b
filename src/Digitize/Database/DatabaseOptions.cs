using System.ComponentModel.DataAnnotations;

namespace Digitize.Database;

/// <summary>Where the rows are: a SQLite file in the data folder, or PostgreSQL when a connection string is given.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The SQLite file; on a local disk, for its locks do not work over a network.</summary>
    [Required]
    public string File { get; init; } = "data/digitize.db";

    /// <summary>A connection string; null for SQLite.</summary>
    public string? Postgres { get; init; }
}
