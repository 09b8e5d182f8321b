using Digitize.Accounts;
using Digitize.Database;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>How far back operators look.</summary>
public enum Period
{
    Hour,
    Day,
    Week,
}

/// <summary>Pages that were read, one count for each stretch of a period, the oldest first. The last one is still running.</summary>
public sealed record PagesOverTime(Period Period, DateTimeOffset From, TimeSpan Stretch, IReadOnlyList<int> Pages);

/// <summary>What one kind of work took lately, from its claim to its end.</summary>
/// <param name="Count">Of how many pieces; at most <see cref="Throughput.Sampled"/>.</param>
public sealed record StageTimes(WorkKind Kind, int Count, TimeSpan Median, TimeSpan P95);

/// <summary>What all workers got done, from the rows of their work: counts and times, never whose.</summary>
public sealed class Throughput(DigitizeDatabase database, TimeProvider time)
{
    public const int Sampled = 500;

    private static readonly WorkKind[] Stages = [WorkKind.Prepare, WorkKind.Page, WorkKind.Assemble];

    /// <summary>Half a screen of bars: fewer hide a pause, more are too thin to be touched.</summary>
    public static (TimeSpan Stretch, int Count) StretchesOf(Period period) => period switch
    {
        Period.Hour => (TimeSpan.FromMinutes(2), 30),
        Period.Day => (TimeSpan.FromHours(1), 24),
        Period.Week => (TimeSpan.FromHours(6), 28),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };

    public async Task<PagesOverTime> PagesAsync(Period period, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var (stretch, count) = StretchesOf(period);
        var length = (long)stretch.TotalMilliseconds;

        // From the beginning of a stretch, so that bars do not change while one looks at them.
        var last = (await db.NowAsync(time, cancel)).ToUnixTimeMilliseconds() / length;
        var from = (last - count + 1) * length;
        var rows = await db.Database.SqlQuery<Bar>($"""
            SELECT read."Stretch", count(*) AS "Pages"
            FROM (SELECT settled_at / {length} AS "Stretch" FROM work_items WHERE kind = 'Page' AND state = 'Done' AND settled_at >= {from}) read
            GROUP BY read."Stretch"
            """).ToDictionaryAsync(row => row.Stretch, row => row.Pages, cancel);
        return new PagesOverTime(period, DateTimeOffset.FromUnixTimeMilliseconds(from), stretch, [.. Enumerable.Range(0, count).Select(i => (int)rows.GetValueOrDefault(last - count + 1 + i))]);
    }

    /// <summary>Of each kind the latest pieces; kinds of which nothing was done are left out.</summary>
    public async Task<IReadOnlyList<StageTimes>> StagesAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var stages = new List<StageTimes>();
        foreach (var kind in Stages)
        {
            var took = await db.WorkItems.Where(row => row.Kind == kind && row.State == WorkState.Done && row.TookMilliseconds != null)
                .OrderByDescending(row => row.SettledAt).Take(Sampled).Select(row => row.TookMilliseconds!.Value).ToListAsync(cancel);
            if (took.Count > 0)
            {
                took.Sort();
                stages.Add(new StageTimes(kind, took.Count, Of(took, 50), Of(took, 95)));
            }
        }

        return stages;
    }

    /// <summary>The nearest rank.</summary>
    private static TimeSpan Of(List<long> sorted, int percent) => TimeSpan.FromMilliseconds(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)]);

    private sealed record Bar(long Stretch, long Pages);
}
