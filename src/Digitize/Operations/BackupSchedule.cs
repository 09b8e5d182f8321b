using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Operations;

/// <summary>
/// Backs up by itself, copies deletions to the vaults within minutes, and reads a share of the vaults and of the live store every night. What fails is told, kept in the state of the vault, and tried again.
/// </summary>
internal sealed partial class BackupSchedule(BackupJob job, JobLeases leases, BackupOptions options, BackupMeters meters, TimeProvider time, ILogger<BackupSchedule> log) : BackgroundService
{
    private const string Lease = "backup schedule";

    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1), LeaseLength = TimeSpan.FromMinutes(5);

    /// <summary>Hours of the day (UTC) in which most people sleep, and the machines are idle.</summary>
    private const int NightBegins = 0, NightEnds = 4;

    /// <summary>A service that starts has better things to do.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan DrillEvery = TimeSpan.FromDays(7);

    internal async Task RoundAsync(CancellationToken cancel)
    {
        // Of several machines one goes round: the others would do what it has just done.
        await using (var lease = await leases.TryTakeAsync(Lease, LeaseLength, cancel))
        {
            if (lease is not null)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Lost);
                await DueAsync(either.Token);
            }
        }

        meters.Set(await job.StatesAsync(cancel), await job.OverdueAsync(cancel));
    }

    private async Task DueAsync(CancellationToken cancel)
    {
        await TryAsync("deletion ledger", () => job.CopyLedgerAsync(cancel));
        var now = time.GetUtcNow();
        var states = await job.StatesAsync(cancel);
        if (job.IsAskedFor || states.Any(state => state.TriedAt is not { } tried || now - tried >= options.Every || tried > now))
        {
            await TryAsync("backup", () => job.RunAsync(null, cancel));
        }

        if (now.Hour is >= NightBegins and < NightEnds && states.Any(state => state.VerifiedAt is not { } verified || now - verified > TimeSpan.FromHours(20) || verified > now))
        {
            var share = VaultShare.OfDay(now, options.VerifyNights);
            await TryAsync("verification", () => job.VerifyAsync(null, share, cancel));
            await TryAsync("scrub", async () =>
            {
                foreach (var report in await job.ScrubAsync(share, Actor.System, cancel))
                {
                    Tell(report);
                }
            });
        }

        if (now.Hour is >= NightBegins and < NightEnds && states.Any(state => state.Backup is not null && (state.RestoredAt is not { } restored || now - restored > DrillEvery || restored > now)))
        {
            await TryAsync("restore drill", async () =>
            {
                foreach (var report in await job.DrillAsync(VaultShare.OfDay(now, options.VerifyNights), cancel))
                {
                    Tell(report);
                }
            });
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!job.HasVault)
        {
            LogNoVault();
            return;
        }

        await Task.Delay(AfterStart, time, stoppingToken);
        using var timer = new PeriodicTimer(Step, time);
        do
        {
            await TryAsync("backups", () => RoundAsync(stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Tell(ScrubReport report)
    {
        if (report.Healed.Count > 0)
        {
            LogHealed(report.Healed.Count, report.Vault);
        }

        if (report.Lost.Count > 0)
        {
            LogLost(report.Lost.Count, report.Vault);
        }
    }

    private void Tell(DrillReport report)
    {
        if (report.IsGood)
        {
            LogDrilled(report.Restored, report.Vault, report.Took.TotalSeconds);
        }
        else
        {
            LogDrillFailed(report.Vault, report.Faults.Count);
        }
    }

    private async Task TryAsync(string step, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            LogFailed(step, (broken as AggregateException)?.InnerExceptions[0].GetType().Name ?? broken.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No vault is set: nothing is backed up.")]
    private partial void LogNoVault();

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Step} failed ({Type}); it is tried again.")]
    private partial void LogFailed(string step, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} damaged or missing blobs were brought back from the {Vault} vault.")]
    private partial void LogHealed(int count, string vault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drill: {Count} documents were restored from the {Vault} vault in {Seconds:0} seconds.")]
    private partial void LogDrilled(long count, string vault, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Drill: the {Vault} vault could not be restored without faults ({Count}). Run digitize backup verify.")]
    private partial void LogDrillFailed(string vault, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} blobs are damaged or missing, and could not be brought back from the {Vault} vault.")]
    private partial void LogLost(int count, string vault);
}
