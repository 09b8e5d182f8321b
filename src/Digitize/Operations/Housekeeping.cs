using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Operations;

/// <summary>
/// What is done now and then, and by itself: ends what has lain in the trash for long enough, removes what crashes left in the scratch folder and in the blob store,
/// and keeps the ballast. Several machines may do it side by side: each step asks the rows again before it removes anything.
/// </summary>
internal sealed partial class Housekeeping(
    DigitizeDatabase database, IBlobStore store, Purge purge, SearchUpkeep search, Scratch scratch, SpaceGuard space, TimeProvider time, ILogger<Housekeeping> log) : BackgroundService
{
    internal static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    /// <summary>The sweep lists the whole store.</summary>
    internal static readonly TimeSpan SweepEvery = TimeSpan.FromHours(24);

    /// <summary>A restart has better things to do than to list the whole store, and a service that is restarted every day must sweep as well.</summary>
    private static readonly TimeSpan FirstSweep = TimeSpan.FromHours(1);

    /// <summary>Longer than any attempt: a book of two thousand pages is assembled in less.</summary>
    private static readonly TimeSpan OldestAttempt = TimeSpan.FromHours(6);

    private DateTimeOffset _nextSweep;

    /// <summary>One round. What fails is told and tried again in the next; the other steps are done all the same.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        await TryAsync("ballast", () =>
        {
            space.BalanceBallast();
            return Task.FromResult(0);
        });
        await TryAsync("scratch", () => Task.FromResult(scratch.SweepAbandoned() + scratch.SweepOlderThan(OldestAttempt)));
        await TryAsync("trash", () => purge.RunAsync(cancel));
        await TryAsync("log", async () =>
        {
            await database.EmptyLogAsync(cancel);
            return 0;
        });
        if (time.GetUtcNow() >= _nextSweep)
        {
            await TryAsync("index of words", async () =>
            {
                await search.MergeAsync(cancel);
                return 0;
            });
            await TryAsync("orphans", () => SweepAsync(cancel));
            await TryAsync("unfinished files", () => Task.FromResult(store is DiskBlobStore disk ? disk.RemoveUnfinished(time.GetUtcNow() - OrphanSweep.Grace) : 0));
            _nextSweep = time.GetUtcNow() + SweepEvery;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _nextSweep = time.GetUtcNow() + FirstSweep;
        using var timer = new PeriodicTimer(Step, time);
        do
        {
            await RunAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<int> SweepAsync(CancellationToken cancel)
    {
        var swept = await OrphanSweep.RunAsync(
            store, "", token => ReferencedBlobs.AllAsync(database, token), (key, token) => ReferencedBlobs.HasAsync(database, key, token), time.GetUtcNow(), cancel);
        if (swept.Plan.LooksLikeTheWrongDatabase)
        {
            LogWrongDatabase();
        }

        if (swept.Missing.Count > 0)
        {
            LogMissing(swept.Missing.Count);
        }

        return swept.Deleted.Count;
    }

    private async Task TryAsync(string step, Func<Task<int>> work)
    {
        try
        {
            if (await work() is var removed and > 0)
            {
                LogRemoved(removed, step);
            }
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            LogFailed(step, broken.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} removed from {Step}.")]
    private partial void LogRemoved(int count, string step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping of {Step} failed ({Type}); it is tried again.")]
    private partial void LogFailed(string step, string type);

    [LoggerMessage(Level = LogLevel.Error, Message = "Most blobs have no row: this looks like the wrong database. None was removed.")]
    private partial void LogWrongDatabase();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} blobs that rows refer to are gone. Restore them from a backup.")]
    private partial void LogMissing(int count);
}
