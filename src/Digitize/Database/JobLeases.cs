using System.Security.Cryptography;
using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Database;

/// <summary>
/// Lets one process at a time do a job, over all machines: a row says who does it and until when, by the database's clock where several machines share one.
/// A holder that dies loses the job when its lease runs out.
/// </summary>
public sealed class JobLeases(DigitizeDatabase database, RandomNumberGenerator random, TimeProvider time)
{
    /// <summary>A lease that seems to last longer was taken while the clock was wrong, and counts as run out: otherwise nobody could do the job for years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="length">How long the job stays with a holder that has died; up to <see cref="Longest"/>. While the holder lives the lease is renewed.</param>
    /// <returns>To be disposed by the caller when the job is done, which gives the lease back; null when somebody else does the job.</returns>
    public async Task<JobLease?> TryTakeAsync(string name, TimeSpan length, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Longest);
        var own = new byte[8];
        random.GetBytes(own);
        var holder = $"{Environment.MachineName}-{Convert.ToHexStringLower(own)}";
        var fence = await database.WriteAsync(CurrentAccount.Everyone, db => TakeAsync(db, name, holder, length), cancel);
        return fence is { } held ? new JobLease(database, time, name, holder, held, length) : null;
    }

    private async Task<long?> TakeAsync(DigitizeDb db, string name, string holder, TimeSpan length)
    {
        await db.Database.ExecuteSqlAsync($"INSERT INTO job_leases (name, fence) VALUES ({name}, 0) ON CONFLICT DO NOTHING");
        var now = await db.NowAsync(time);
        var (until, impossible) = (now + length, now + Longest);
        var isTaken = await db.Set<TakenLease>().Where(row => row.Name == name && (row.Until == null || row.Until <= now || row.Until > impossible)).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.Holder, holder)
            .SetProperty(row => row.Fence, row => row.Fence + 1)
            .SetProperty(row => row.Until, until)) == 1;
        return isTaken ? await db.Set<TakenLease>().Where(row => row.Name == name).Select(row => (long?)row.Fence).SingleAsync() : null;
    }
}
