using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Digitize.Database;

/// <summary>What every SQLite connection is told before its first query.</summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    /// <summary>
    /// FULL: a commit that was reported is on the disk even when the power goes. No connection checkpoints by itself: the holder of the gate does.
    /// What is deleted is overwritten.
    /// </summary>
    private const string Pragmas =
        "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
