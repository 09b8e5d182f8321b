using Digitize.Accounts;
using Digitize.Database;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Operations;

/// <summary>The processes that read pages, as they spoke of themselves (<see cref="WorkerBeat"/>).</summary>
public sealed class Workers(DigitizeDatabase database)
{
    /// <summary>Who has said nothing for so long is dead: three beats may be lost.</summary>
    public static readonly TimeSpan DeadAfter = TimeSpan.FromMinutes(1);

    /// <summary>All that were there within the last hour, by name.</summary>
    public async Task<IReadOnlyList<Worker>> ListAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Set<Worker>().AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancel);
    }
}
