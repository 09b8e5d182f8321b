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
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT IN ('schema_versions', 'change_clock', 'document_stamps', 'restore_under_way') AND a.attname <> 'search'
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

    [Test]
    public async Task Pages_that_were_read_before_there_were_versions_of_them_become_those_of_the_version_that_is_shown()
    {
        const int beforeVersions = 8;
        var place = ServersOfTheTests.Postgres.NewDatabase();
        await ApplyAsync(place.Service, beforeVersions);
        await RunAsync(place.Service, """
            SELECT set_config('app.everyone', 'on', false);
            INSERT INTO documents (id, account_id, file_name, title, languages, source, state, reading, pages_done, failed_pages, mean_confidence, original_blob, original_length, original_sha256, wrapped_key, current_version, received_at)
            SELECT gen_random_uuid(), id, 'a.pdf', 'Brief', 'deu', 'upload', state, 2, 2, 0, 0.5, 'a/00/00/00000000000000000000000000000000', 3, '\x01', '\x01', 2, 0 FROM accounts, unnest(ARRAY['Completed', 'Recognizing']) AS state;
            INSERT INTO document_versions (document_id, account_id, number, reason, pdf_blob, pdf_length, pdf_sha256, is_pdf_a, pages, created_at)
            SELECT id, account_id, number, 'read again', 'a/00/00/00000000000000000000000000000001', 3, '\x01', true, 2, 0 FROM documents, generate_series(1, 2) AS number;
            INSERT INTO pages (document_id, account_id, number, state, keeps_text, width_points, height_points, words, is_blank, is_separator, words_blob)
            SELECT id, account_id, number, 'Done', false, 595, 842, 1, false, false, 'a/00/00/00000000000000000000000000000002' FROM documents, generate_series(1, 2) AS number;
            INSERT INTO page_texts (account_id, document_id, page, text) SELECT account_id, id, 1, 'Rechnung' FROM documents
            """);
        using var database = new DigitizeDatabase(new DatabaseOptions { Postgres = place.Service });
        await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);

        await using var db = database.Open(CurrentAccount.Everyone);
        var document = await db.Documents.SingleAsync(row => row.State == Documents.DocumentState.Completed);
        var shown = await new Documents.DocumentQueries(db).ShownPagesAsync(document.Id, 2, CancellationToken.None);
        Assert.That(shown.Select(page => (page.Number.Value, page.SourcePage.Value, page.Reading.Text)), Is.EqualTo(new[] { (1, 1, "Rechnung"), (2, 2, "") }));
        Assert.That(await db.PageReadings.CountAsync(), Is.EqualTo(2), "Where a reading is under way the pages are its own.");
        Assert.That(await db.Versions.Select(row => row.Title).Distinct().ToListAsync(), Is.EqualTo(new[] { "Brief" }));
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
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
