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

    [Test]
    public async Task Pages_that_were_read_before_there_were_versions_of_them_become_those_of_the_version_that_is_shown()
    {
        using var folder = new TempFolder();
        using var database = new DigitizeDatabase(new DatabaseOptions { File = folder.File("old.db") });
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE schema_versions (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            foreach (var script in Migrator.Scripts("Sqlite").Where(script => script.Number < 9))
            {
                await db.Database.ExecuteSqlRawAsync(script.Sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
                await db.Database.ExecuteSqlAsync($"INSERT INTO schema_versions VALUES ({script.Number}, {script.Name}, {script.Sha256}, 0)");
            }

            await db.Database.ExecuteSqlRawAsync("""
                INSERT INTO accounts VALUES ('0190A0A0-0000-7000-8000-000000000001', 'anna', x'01', 0);
                INSERT INTO documents (id, account_id, file_name, title, languages, source, state, state_before_trash, reading, pages_done, failed_pages, mean_confidence, original_blob, original_length, original_sha256, wrapped_key, current_version, received_at)
                SELECT '0190A0A0-0000-7000-8000-00000000001' || value, '0190A0A0-0000-7000-8000-000000000001', 'a.pdf', 'Brief', 'deu', 'upload', CASE value WHEN 1 THEN 'Completed' WHEN 2 THEN 'Recognizing' ELSE 'Trashed' END,
                    CASE value WHEN 3 THEN 'Completed' END, 2, 2, 1, 0.5, 'a/00/00/00000000000000000000000000000000', 3, x'01', x'01', 2, 0
                FROM json_each('[1, 2, 3]');
                INSERT INTO document_versions (document_id, account_id, number, reason, pdf_blob, pdf_length, pdf_sha256, is_pdf_a, pages, created_at)
                SELECT documents.id, account_id, value, 'read again', 'a/00/00/00000000000000000000000000000001', 3, x'01', 1, 2, 0 FROM documents, json_each('[1, 2]');
                INSERT INTO pages (document_id, account_id, number, state, keeps_text, width_points, height_points, words, is_blank, is_separator, failure_code, words_blob)
                SELECT documents.id, account_id, value, 'Done', 0, 595, 842, 1, 0, 0, CASE value WHEN 2 THEN 'Damaged' END, CASE value WHEN 1 THEN 'a/00/00/00000000000000000000000000000002' END FROM documents, json_each('[1, 2]');
                INSERT INTO page_texts (account_id, document_id, page, text) SELECT account_id, id, 1, 'Rechnung' FROM documents;
                """);
        }

        await new Migrator(database, new TestClock()).MigrateAsync(CancellationToken.None);
        await using var after = database.Open(CurrentAccount.Everyone);
        var pages = await after.VersionPages.OrderBy(row => row.DocumentId).ThenBy(row => row.Number).ToListAsync();
        Assert.That(pages.Select(row => (row.DocumentId.ToString()[^1], row.Version, row.Number.Value, row.ReadIn, row.ReadAs.Value, row.SourcePage.Value)), Is.EqualTo(new[] { ('1', 2, 1, 2, 1, 1), ('1', 2, 2, 2, 2, 2), ('3', 2, 1, 2, 1, 1), ('3', 2, 2, 2, 2, 2) }), "Where a reading is under way the pages are its own.");
        var shown = await new Digitize.Documents.DocumentQueries(after).ShownPagesAsync(pages[0].DocumentId, 2, CancellationToken.None);
        Assert.That(shown.Select(page => (page.Reading.Text, page.Reading.WordsBlob is null, page.Reading.FailureCode)), Is.EqualTo(new[] { ("Rechnung", false, (Digitize.Pages.FailureCode?)null), ("", true, Digitize.Pages.FailureCode.Damaged) }));
        var versions = await after.Versions.Where(row => row.DocumentId == pages[0].DocumentId).OrderBy(row => row.Number).ToListAsync();
        Assert.That(versions.Select(row => (row.Title, row.Languages, row.MeanConfidence, row.FailedPages)), Is.EqualTo(new[] { ("Brief", "deu", (double?)null, 0), ("Brief", "deu", 0.5, 1) }));
    }

    private static IEnumerable<string> Columns(IEntityType type)
    {
        foreach (var property in type.GetProperties())
        {
            yield return $"{type.GetTableName()}.{property.GetColumnName()} {property.GetColumnType()}{(property.IsNullable ? "" : " NOT NULL")}{(property.IsPrimaryKey() ? " KEY" : "")}";
        }
    }
}
