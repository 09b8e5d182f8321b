using System.Runtime.Versioning;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Digitize.Faults;

/// <summary>P26: what is known of customers stands where it belongs and nowhere else.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed class CanaryTests
{
    /// <summary>Where a customer's words may stand in the clear. Texts of pages are what is searched.</summary>
    private static readonly HashSet<string> Allowed =
    [
        "accounts.name", "users.login", "documents.file_name", "documents.title", "document_versions.title", "uploads.file_name", "uploads.title",
        "pages.text", "page_readings.text", "planned_versions.edit", "page_texts.text", "page_search.text",
    ];

    [Test]
    public async Task No_log_at_any_level_knows_a_customer_or_a_letter()
    {
        var run = await WholeRun.Shared;
        Assert.That(run.Log, Does.Contain("has signed in").And.Contain("failed with").And.Contain("RunnerFailedException"), "Something was to be told.");
        foreach (var canary in run.Canaries)
        {
            Assert.That(run.Log.Split('\n').Where(line => Knows(line, canary)), Is.Empty, canary);
        }
    }

    [Test]
    public async Task Strangers_and_operators_learn_nothing_of_a_letter()
    {
        var run = await WholeRun.Shared;
        Assert.That(run.ToStrangers, Has.Count.GreaterThan(15));
        foreach (var canary in run.Canaries)
        {
            Assert.That(run.ToStrangers.Where(answer => Knows(answer.Text, canary)).Select(answer => answer.What), Is.Empty, canary);
        }
    }

    [Test]
    public async Task The_database_knows_them_in_the_columns_for_them_only()
    {
        var run = await WholeRun.Shared;
        using var database = new SqliteConnection($"Data Source={Path.Combine(run.DataFolder, "digitize.db")};Pooling=False");
        database.Open();
        var found = new HashSet<string>();
        foreach (var (table, column) in Columns(database))
        {
            foreach (var value in Ask(database, $"SELECT CAST(\"{column}\" AS TEXT) FROM \"{table}\" WHERE \"{column}\" IS NOT NULL"))
            {
                if (run.Canaries.Any(canary => Knows(value, canary)))
                {
                    found.Add($"{table}.{column}");
                }
            }
        }

        Assert.That(found.Where(place => !Allowed.Contains(place) && !IsIndex(place)), Is.Empty);
        Assert.That(found, Is.SupersetOf(new[] { "documents.file_name", "documents.title", "page_texts.text", "users.login" }), "The test sees what is there.");
        Assert.That(Ask(database, "SELECT failure_code FROM documents WHERE failure_code IS NOT NULL"), Is.Not.Empty);
        Assert.That(Ask(database, "SELECT failure_code FROM pages WHERE failure_code IS NOT NULL"), Is.Not.Empty);
    }

    [Test]
    public async Task The_data_folder_is_cipher_but_for_the_database()
    {
        var run = await WholeRun.Shared;
        var files = Directory.EnumerateFiles(run.DataFolder, "*", SearchOption.AllDirectories).ToList();
        Assert.That(files.Count(file => file.Contains("/blobs/", StringComparison.Ordinal)), Is.GreaterThan(5));
        Assert.That(Directory.Exists(Path.Combine(run.DataFolder, "scratch")) ? Directory.EnumerateFileSystemEntries(Path.Combine(run.DataFolder, "scratch")) : [], Is.Empty);
        foreach (var file in files.Where(file => !Path.GetFileName(file).StartsWith("digitize.db", StringComparison.Ordinal)))
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.That(run.Canaries.Where(canary => Knows(file, canary) || Knows(text, canary)), Is.Empty, file);
        }
    }

    /// <summary>As it is, in Base64 as headers have it, or with two bytes a letter.</summary>
    private static bool Knows(string text, string canary) =>
        text.Contains(canary, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(canary))[..^4], StringComparison.Ordinal)
        || text.Contains(Uri.EscapeDataString(canary), StringComparison.OrdinalIgnoreCase)
        || text.Contains(Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(canary)), StringComparison.Ordinal);

    /// <summary>The tables of FTS5 hold the words of page_texts again.</summary>
    private static bool IsIndex(string place) => place.StartsWith("page_search_", StringComparison.Ordinal);

    private static IEnumerable<(string Table, string Column)> Columns(SqliteConnection database) =>
        from table in Ask(database, "SELECT name FROM sqlite_master WHERE type = 'table'")
        from column in Ask(database, $"SELECT name FROM pragma_table_info('{table}')")
        where column != table
        select (table, column);

    private static List<string> Ask(SqliteConnection database, string question)
    {
        using var command = database.CreateCommand();
        command.CommandText = question;
        using var reader = command.ExecuteReader();
        var answers = new List<string>();
        while (reader.Read())
        {
            answers.Add(reader.GetString(0));
        }

        return answers;
    }
}
