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
    private const int MostTries = 5;

    private readonly DbContextOptions<DigitizeDb> _options;
    private readonly WriteGate? _gate;

    public DigitizeDatabase(DatabaseOptions options)
    {
        var builder = new DbContextOptionsBuilder<DigitizeDb>();
        if (options.Postgres is { } postgres)
        {
            builder.UseNpgsql(postgres).AddInterceptors(new RowSecurity());
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

    /// <summary>False where PostgreSQL's row-level security says nothing to the role that is used. True on SQLite, which has none.</summary>
    public async Task<bool> IsBoundByRowSecurityAsync(CancellationToken cancel)
    {
        await using var db = Open(CurrentAccount.Everyone);
        return IsSqlite || await RowSecurity.BindsRoleAsync(db, cancel);
    }

    /// <summary>A context that sees what <paramref name="account"/> may see. The caller disposes it.</summary>
    public DigitizeDb Open(CurrentAccount account) => new(_options, account);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits. It may run more than once when the database breaks a deadlock or the connection is lost before the commit,
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
            catch (Exception conflict) when (attempt < MostTries && NothingHappened(conflict))
            {
                // After a deadlock the other side has won and committed, or soon will; after a lost connection the next one is another.
            }
        }
    }

    public Task WriteAsync(CurrentAccount account, Func<DigitizeDb, Task> work, CancellationToken cancel) =>
        WriteAsync(account, async db =>
        {
            await work(db);
            return true;
        }, cancel);

    /// <summary>
    /// SQLite's log keeps what was deleted until it is written over: this empties it, after an erasure. PostgreSQL's is the server's: it goes with the server's own archiving.
    /// </summary>
    /// <returns>False when a reader was at work: the next time will do.</returns>
    public async Task<bool> EmptyLogAsync(CancellationToken cancel)
    {
        if (_gate is null)
        {
            return true;
        }

        await _gate.EnterAsync(cancel);
        try
        {
            await using var db = Open(CurrentAccount.Everyone);
            await db.Database.OpenConnectionAsync(cancel);
            await using var command = db.Database.GetDbConnection().CreateCommand();

            // Writers wait at the gate meanwhile.
            command.CommandText = "PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE)";
            await using var answer = await command.ExecuteReaderAsync(cancel);
            while (answer.FieldCount < 3 && await answer.NextResultAsync(cancel))
            {
            }

            return await answer.ReadAsync(cancel) && answer.GetInt64(0) == 0;
        }
        finally
        {
            _gate.Leave();
        }
    }

    public void Dispose()
    {
        _gate?.Dispose();
        using var db = Open(CurrentAccount.Everyone);
        switch (db.Database.GetDbConnection())
        {
            case SqliteConnection file:
                SqliteConnection.ClearPool(file);
                break;
            case NpgsqlConnection server:
                // Idle ones would take places at the server for minutes.
                NpgsqlConnection.ClearPool(server);
                break;
        }
    }

    /// <summary>The transaction is known to have been rolled back. Of one that broke off during its commit nobody knows: that is told to the caller, who looks at the rows.</summary>
    private static bool NothingHappened(Exception? exception) => exception switch
    {
        null or UnknownCommitException => false,
        NpgsqlException known => known.IsTransient,
        _ => NothingHappened(exception.InnerException),
    };

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

        try
        {
            // Not cancellable: a commit that was cut off may have happened or not.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException broken) when (broken is not PostgresException { InvariantSeverity: "ERROR" })
        {
            throw new UnknownCommitException(broken);
        }

        return result;
    }
}

/// <summary>The connection broke during the commit: only the rows can tell whether it happened.</summary>
public sealed class UnknownCommitException(Exception broken) : System.Data.Common.DbException(broken.Message, broken);
