using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Digitize.Scaled.Tests.Database;

/// <summary>The schema on PostgreSQL, from nothing and from every version that was released.</summary>
[Parallelizable]
[SupportedOSPlatform("linux")]
internal sealed class MigrationTests
{
    [Test]
    public async Task Several_programs_that_start_at_once_apply_every_script_once()
    {
        var place = ServersOfTheTests.Postgres.NewDatabase();
        using var database = new DigitizeDatabase(new DatabaseOptions { Postgres = place.Service });
        var applied = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None))));

        Assert.That(applied.SelectMany(names => names), Is.EquivalentTo(Migrator.Scripts("Postgres").Select(script => script.Name)));
        Assert.That(await place.AskAsync<long>("SELECT count(*) FROM schema_versions"), Is.EqualTo(Migrator.Scripts("Postgres").Count));
    }

    [Test]
    public async Task The_migrated_schema_has_the_columns_types_and_keys_of_the_model()
    {
        var place = ServersOfTheTests.Postgres.NewDatabase();
        using var database = new DigitizeDatabase(new DatabaseOptions { Postgres = place.Service });
        await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        await using var db = database.Open(CurrentAccount.Everyone);
        var wanted = from type in db.Model.GetEntityTypes()
                     from property in type.GetProperties()
                     select $"{type.GetTableName()}.{property.GetColumnName()} {property.GetColumnType()}{(property.IsNullable ? "" : " NOT NULL")}{(property.IsPrimaryKey() ? " KEY" : "")}";
        var found = (await place.AskAsync<string[]>("""
            SELECT array_agg(c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
                   || CASE WHEN a.attnum = ANY (i.indkey) THEN ' KEY' ELSE '' END)
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'schema_versions' AND a.attname <> 'search'
            """)).ToList();
        Assert.That(found.Order(StringComparer.Ordinal), Is.EqualTo(wanted.Order(StringComparer.Ordinal)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    public async Task A_database_of_an_earlier_version_is_brought_up_to_date_with_its_rows(int version)
    {
        var place = ServersOfTheTests.Postgres.NewDatabase();
        await ApplyAsync(place.Service, version);
        using var database = new DigitizeDatabase(new DatabaseOptions { Postgres = place.Service });
        var applied = await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);

        Assert.That(applied, Is.EqualTo(Migrator.Scripts("Postgres").Skip(version).Select(script => script.Name)));
        await using var db = database.Open(CurrentAccount.Everyone);
        Assert.That(await db.Accounts.Select(row => row.Name).ToListAsync(), Is.EqualTo(new[] { "Muster GmbH" }));
    }

    /// <summary>What the program of that version did: its scripts, their records, and an account.</summary>
    private static async Task ApplyAsync(string connectionString, int version)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var scripts = Migrator.Scripts("Postgres").Take(version).ToList();
        var records = string.Join(";", scripts.Select(script => $"INSERT INTO schema_versions VALUES ({script.Number}, '{script.Name}', '{script.Sha256}', 0)"));
        foreach (var sql in scripts.Select(script => script.Sql).Prepend("CREATE TABLE schema_versions (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)")
            .Append(records).Append("SELECT set_config('app.everyone', 'on', false); INSERT INTO accounts VALUES (gen_random_uuid(), 'Muster GmbH', '\\x01', 0)"))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
