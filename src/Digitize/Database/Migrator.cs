using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Database;

/// <summary>
/// Brings the schema up to date: the numbered scripts, each in one transaction together with its record, under a lock. Killed in the middle,
/// the next start finds either all of a script or nothing of it.
/// </summary>
public sealed class Migrator(DigitizeDatabase database, TimeProvider time)
{
    /// <summary>Any number that nobody else in the same database uses.</summary>
    private const long PostgresLock = 0x4449474954495A45;

    /// <returns>The names of the scripts that were applied now.</returns>
    /// <exception cref="InvalidOperationException">A script that was applied before is not the one in this program.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (database.IsSqlite)
        {
            CreateFolderOf(db);
        }

        await db.Database.OpenConnectionAsync(cancel);
        if (database.IsSqlite)
        {
            await RunAsync(db, "PRAGMA journal_mode = WAL", cancel);
        }

        var applied = new List<string>();
        foreach (var script in Scripts(database.IsSqlite ? "Sqlite" : "Postgres"))
        {
            if (await ApplyAsync(db, script, cancel))
            {
                applied.Add(script.Name);
            }
        }

        return applied;
    }

    /// <summary>All scripts in the program for one database, in the order in which they apply.</summary>
    internal static IReadOnlyList<Script> Scripts(string dialect)
    {
        var assembly = typeof(Migrator).Assembly;
        var prefix = $"Digitize.Database.Migrations.{dialect}.";
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => Read(name, name[prefix.Length..]))];
    }

    private static Script Read(string resource, string name)
    {
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var sql = reader.ReadToEnd();
        return new Script(int.Parse(name[..4], CultureInfo.InvariantCulture), name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }

    private static void CreateFolderOf(DigitizeDb db)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(db.Database.GetDbConnection().DataSource));
        Directory.CreateDirectory(folder!);
    }

    private async Task<bool> ApplyAsync(DigitizeDb db, Script script, CancellationToken cancel)
    {
        // On SQLite the transaction itself is the lock: it begins as a writer.
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (!database.IsSqlite)
        {
            await RunAsync(db, $"SELECT pg_advisory_xact_lock({PostgresLock})", cancel);
        }

        await RunAsync(db, "CREATE TABLE IF NOT EXISTS schema_versions (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)", cancel);
        if (await KnownHashAsync(db, script.Number, cancel) is { } known)
        {
            return known == script.Sha256 ? false : throw new InvalidOperationException($"{script.Name} was applied to this database in another form. Use the program that made it.");
        }

        await RunAsync(db, script.Sql, cancel);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO schema_versions (number, name, sha256, applied_at) VALUES ({script.Number}, {script.Name}, {script.Sha256}, {time.GetUtcNow().ToUnixTimeMilliseconds()})", cancel);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    private static async Task<string?> KnownHashAsync(DigitizeDb db, int number, CancellationToken cancel)
    {
        var known = await db.Database.SqlQuery<string>($"SELECT sha256 AS \"Value\" FROM schema_versions WHERE number = {number}").ToListAsync(cancel);
        return known.SingleOrDefault();
    }

    /// <summary>Past EF, which would take braces in a script for parameters.</summary>
    private static async Task RunAsync(DigitizeDb db, string sql, CancellationToken cancel)
    {
        await using DbCommand command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.Transaction = (db.Database.CurrentTransaction as Microsoft.EntityFrameworkCore.Infrastructure.IInfrastructure<DbTransaction>)?.Instance;
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal sealed record Script(int Number, string Name, string Sql, string Sha256);
}
