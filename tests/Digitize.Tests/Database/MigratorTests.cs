using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Digitize.Tests.Database;

public sealed class MigratorTests
{
    [Test]
    public async Task The_migrated_schema_has_the_tables_columns_types_and_keys_of_the_model()
    {
        await using var archive = await TestArchive.CreateAsync();
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var wanted = db.Model.GetEntityTypes().SelectMany(type => Columns(type)).Order().ToList();

        var found = new List<string>();
        foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct())
        {
            var columns = await db.Database.SqlQuery<string>(
                $"SELECT {table} || '.' || name || ' ' || type || CASE WHEN \"notnull\" THEN ' NOT NULL' ELSE '' END || CASE WHEN pk THEN ' KEY' ELSE '' END AS Value FROM pragma_table_info({table})").ToListAsync();
            found.AddRange(columns);
        }

        Assert.That(found.Order(), Is.EqualTo(wanted));
    }

    [Test]
    public async Task Migrating_twice_and_at_once_applies_every_script_once()
    {
        await using var archive = await TestArchive.CreateAsync();
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new Migrator(archive.Database, archive.Clock).MigrateAsync(CancellationToken.None))));

        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var applied = await db.Database.SqlQuery<int>($"SELECT number AS Value FROM schema_versions ORDER BY number").ToListAsync();
        Assert.That(again.SelectMany(names => names), Is.Empty);
        Assert.That(applied, Is.EqualTo(Migrator.Scripts("Sqlite").Select(script => script.Number)));
    }

    [Test]
    public async Task A_script_that_breaks_in_the_middle_leaves_nothing_behind_and_the_next_start_applies_it()
    {
        using var folder = new TempFolder();
        using var database = new DigitizeDatabase(new DatabaseOptions { File = folder.File("half.db") });
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            // A table in the way of the last part of the script.
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE page_texts (id INTEGER)");
        }

        var migrator = new Migrator(database, new TestClock());
        Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => migrator.MigrateAsync(CancellationToken.None));
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            var left = await db.Database.SqlQuery<string>($"SELECT name AS Value FROM sqlite_master WHERE type = 'table'").ToListAsync();
            Assert.That(left, Is.EqualTo(new[] { "page_texts" }));
            await db.Database.ExecuteSqlRawAsync("DROP TABLE page_texts");
        }

        Assert.That(await migrator.MigrateAsync(CancellationToken.None), Does.Contain("0001-documents.sql"));
    }

    [Test]
    public async Task A_script_that_was_applied_in_another_form_is_refused()
    {
        await using var archive = await TestArchive.CreateAsync();
        await using (var db = archive.Database.Open(CurrentAccount.Everyone))
        {
            await db.Database.ExecuteSqlRawAsync("UPDATE schema_versions SET sha256 = 'other' WHERE number = 1");
        }

        Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(archive.Database, archive.Clock).MigrateAsync(CancellationToken.None));
    }

    [Test]
    public void Both_databases_have_the_same_scripts() =>
        Assert.That(Migrator.Scripts("Postgres").Select(script => script.Name), Is.EqualTo(Migrator.Scripts("Sqlite").Select(script => script.Name)));

    private static IEnumerable<string> Columns(IEntityType type)
    {
        foreach (var property in type.GetProperties())
        {
            yield return $"{type.GetTableName()}.{property.GetColumnName()} {property.GetColumnType()}{(property.IsNullable ? "" : " NOT NULL")}{(property.IsPrimaryKey() ? " KEY" : "")}";
        }
    }
}
