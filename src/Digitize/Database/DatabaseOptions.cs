namespace Digitize.Database;

/// <summary>Where the rows are: a SQLite file in the data folder, or PostgreSQL when a connection string is given.</summary>
public sealed record DatabaseOptions
{
    /// <summary>The SQLite file; null for the one in the data folder. On a local disk, for its locks do not work over a network.</summary>
    public string? File { get; init; }

    /// <summary>A connection string; null for SQLite.</summary>
    public string? Postgres { get; init; }
}
