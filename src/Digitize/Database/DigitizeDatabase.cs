using Digitize.Accounts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Digitize.Database;

/// <summary>
/// Opens contexts and runs writing transactions. One per process. A transaction is short: nothing that waits for a page, a blob or another machine belongs into it.
/// </summary>
public sealed class DigitizeDatabase : IDisposable
{
    private const int DeadlockTries = 5;

    private readonly DbContextOptions<DigitizeDb> _options;
    private readonly WriteGate? _gate;

    public DigitizeDatabase(DatabaseOptions options)
    {
        var builder = new DbContextOptionsBuilder<DigitizeDb>();
        if (options.Postgres is { } postgres)
        {
            builder.UseNpgsql(postgres);
        }
        else
        {
            _gate = new WriteGate();
            builder.UseSqlite(new SqliteConnectionStringBuilder { DataSource = options.File ?? throw new ArgumentException("Neither a file nor a server is named.", nameof(options)) }.ToString())
                .AddInterceptors(new SqliteSettings(), new SaveThroughGate(_gate));
        }

        _options = builder.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
    }

    public bool IsSqlite => _gate is not null;

    /// <summary>A context that sees what <paramref name="account"/> may see. The caller disposes it.</summary>
    public DigitizeDb Open(CurrentAccount account) => new(_options, account);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits. It may run more than once when the database breaks a deadlock,
    /// so it must have no effect but on the context it is given.
    /// </summary>
    public async Task<T> WriteAsync<T>(CurrentAccount account, Func<DigitizeDb, Task<T>> work, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(account, work, cancel);
            }
            catch (Exception conflict) when (attempt < DeadlockTries && IsConflict(conflict))
            {
                // The other side has won and committed, or soon will; the next try waits for its rows.
            }
        }
    }

    public Task WriteAsync(CurrentAccount account, Func<DigitizeDb, Task> work, CancellationToken cancel) =>
        WriteAsync(account, async db =>
        {
            await work(db);
            return true;
        }, cancel);

    public void Dispose()
    {
        _gate?.Dispose();
        if (IsSqlite)
        {
            using var db = Open(CurrentAccount.Everyone);
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }
    }

    private static bool IsConflict(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    private async Task<T> WriteOnceAsync<T>(CurrentAccount account, Func<DigitizeDb, Task<T>> work, CancellationToken cancel)
    {
        await using var db = Open(account);
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
        if (_gate is null)
        {
            return await CommitAsync(db, work, cancel);
        }

        await _gate.EnterAsync(cancel);
        db.HoldsGate = true;
        try
        {
            var result = await CommitAsync(db, work, cancel);
            if (_gate.IsTimeToCheckpoint())
            {
                await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(PASSIVE)", cancel);
            }

            return result;
        }
        finally
        {
            _gate.Leave();
        }
    }

    private static async Task<T> CommitAsync<T>(DigitizeDb db, Func<DigitizeDb, Task<T>> work, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var result = await work(db);

        // Not cancellable: a commit that was cut off may have happened or not.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }
}
