using System.Diagnostics;
using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Scaled.Tests.Servers;
using Digitize.Storage;

namespace Digitize.Benchmarks.Service;

/// <summary>Fills an archive with made letters and searches it through the same <see cref="Search"/> that the service uses.</summary>
internal static class SearchRace
{
    private const int Queries = 400;
    private const int WordsOfLetter = 120;
    private const int Batch = 2000;

    public static Task<(double Median, double P95)> OnSqliteAsync(string path, int documents) => RunAsync(new DatabaseOptions { File = path }, documents);

    /// <summary>As the service's role, which row-level security binds.</summary>
    /// <returns>Null when PostgreSQL is not installed.</returns>
    [SupportedOSPlatform("linux")]
    public static async Task<(double Median, double P95)?> OnPostgresAsync(int documents)
    {
        using var server = PostgresServer.TryStart();
        if (server is null)
        {
            return null;
        }

        var database = server.NewDatabase();
        await database.DoAsync("ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF");
        return await RunAsync(new DatabaseOptions { Postgres = database.Service + ";Command Timeout=300" }, documents);
    }

    /// <returns>Milliseconds of one search for one to three words, of which one at least stands in a letter.</returns>
    public static async Task<(double Median, double P95)> RunAsync(DatabaseOptions options, int documents)
    {
        using var database = new DigitizeDatabase(options);
        await new Migrator(database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        var words = new MadeWords(seed: 4711);
        var account = AccountId.New(TimeProvider.System);
        var queries = await FillAsync(database, account, documents, words);

        // As the housekeeping of a night leaves it.
        await new SearchUpkeep(database).MergeAsync(CancellationToken.None);
        await AnalyzeAsync(database);
        var times = new List<double>();
        var found = 0;
        foreach (var query in queries)
        {
            var began = Stopwatch.GetTimestamp();
            var scope = CurrentAccount.Of(account);
            await using var db = database.Open(scope);
            found += (await new Search(db, scope).FindAsync(query, [], 50, CancellationToken.None)).Count;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        if (found < queries.Count)
        {
            throw new InvalidOperationException("Searches for words of letters found less than a letter each.");
        }

        times.Sort();
        return (times[times.Count / 2], times[times.Count * 95 / 100]);
    }

    private static async Task<IReadOnlyList<string>> FillAsync(DigitizeDatabase database, AccountId account, int documents, MadeWords words)
    {
        await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = account, Name = "bench", WrappedKey = [1], CreatedAt = TimeProvider.System.GetUtcNow() });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        var queries = new List<string>();
        for (var done = 0; done < documents; done += Batch)
        {
            await database.WriteAsync(CurrentAccount.Everyone, async db =>
            {
                var texts = new List<PageText>();
                for (var i = 0; i < Math.Min(Batch, documents - done); i++)
                {
                    var document = NewDocument(account, words);
                    db.Add(document);
                    var letter = words.Letter(WordsOfLetter);
                    texts.Add(new PageText { AccountId = account, DocumentId = document.Id, Text = document.Title });
                    texts.Add(new PageText { AccountId = account, DocumentId = document.Id, Page = PageNumber.First, Text = string.Join(' ', letter) });
                    if (queries.Count < Queries && (done + i) % Math.Max(1, documents / Queries) == 0)
                    {
                        queries.Add(words.QueryFrom(letter));
                    }
                }

                // The documents first: the texts refer to them, which the model does not know.
                await db.SaveChangesAsync();
                db.AddRange(texts);
                await db.SaveChangesAsync();
            }, CancellationToken.None);
        }

        return queries;
    }

    private static async Task AnalyzeAsync(DigitizeDatabase database)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(db.Database, "ANALYZE");
    }

    private static Document NewDocument(AccountId account, MadeWords words) => new()
    {
        Id = DocumentId.New(TimeProvider.System),
        AccountId = account,
        FileName = "brief.pdf",
        Title = string.Join(' ', words.Letter(3)),
        Languages = "deu+eng",
        Source = "upload",
        State = DocumentState.Completed,
        Reading = 1,
        OriginalBlob = BlobKey.New(account.ToString(), words.Dice),
        OriginalLength = 1,
        OriginalSha256 = [1],
        WrappedKey = [1],
        ReceivedAt = TimeProvider.System.GetUtcNow(),
    };
}
