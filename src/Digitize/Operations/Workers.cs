using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>The processes that read pages, as they spoke of themselves (<see cref="WorkerBeat"/>).</summary>
public sealed class Workers(DigitizeDatabase database, TimeProvider time)
{
    /// <summary>Who has said nothing for so long is dead: three beats may be lost.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromMinutes(1);

    /// <summary>All that were there within the last hour, by name.</summary>
    public async Task<IReadOnlyList<KnownWorker>> ListAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var now = await db.NowAsync(time, cancel);
        return [.. (await db.Set<Worker>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancel)).Select(row => new KnownWorker(row, now - row.SeenAt))];
    }
}

/// <param name="Silence">Since its row was written, by the clock that wrote it: the database's where there are several machines.</param>
public sealed record KnownWorker(Worker Row, TimeSpan Silence)
{
    public bool IsAlive => Silence < Workers.DeadAfter;
}
