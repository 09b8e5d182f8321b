using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// SQLite's index of words grows in pieces, all of which every search reads: with 400 000 pages the slowest searches take half the time once they are one. PostgreSQL sees to that itself.
/// </summary>
public sealed class SearchUpkeep(DigitizeDatabase database)
{
    /// <summary>Pages of the index that are written in one transaction: a tenth of a second, for which other writers wait.</summary>
    private const int PagesOfStep = 1000;

    private const int MostSteps = 1000;

    /// <returns>How many steps there was something to do in.</returns>
    public async Task<int> MergeAsync(CancellationToken cancel)
    {
        if (!database.IsSqlite)
        {
            return 0;
        }

        var steps = 0;

        // A negative number begins: all pieces are to become one. FTS5 tells that there was nothing to do by changing one row and not more.
        while (steps < MostSteps && await StepAsync(steps == 0 ? -PagesOfStep : PagesOfStep, cancel) >= 2)
        {
            steps++;
        }

        return steps;
    }

    private Task<int> StepAsync(int pages, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var before = await ChangesAsync(db);
        await db.Database.ExecuteSqlAsync($"INSERT INTO page_search (page_search, rank) VALUES ('merge', {pages})");
        return await ChangesAsync(db) - before;
    }, cancel);

    private static Task<int> ChangesAsync(DigitizeDb db) => db.Database.SqlQuery<int>($"SELECT total_changes() AS \"Value\"").SingleAsync();
}
