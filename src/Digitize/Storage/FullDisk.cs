using Microsoft.Data.Sqlite;
using Npgsql;

namespace Digitize.Storage;

/// <summary>Tells a full disk from other trouble, whoever met it: the file system, SQLite or PostgreSQL.</summary>
public static class FullDisk
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>SQLITE_FULL.</summary>
    private const int DatabaseFull = 13;

    public static bool IsBehind(Exception? trouble) => trouble switch
    {
        null => false,
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => true,
        SqliteException { SqliteErrorCode: DatabaseFull } => true,
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        _ => IsBehind(trouble.InnerException),
    };
}
