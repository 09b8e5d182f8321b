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

    private static readonly TimeSpan VerifyEvery = TimeSpan.FromHours(20), DrillEvery = TimeSpan.FromDays(7), TryAgain = TimeSpan.FromHours(1);

    private readonly Dictionary<(string Step, string Vault), DateTimeOffset> _tried = [];

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

        foreach (var state in now.Hour is >= NightBegins and < NightEnds ? states : [])
        {
            await NightAsync(state, now, cancel);
        }
    }

    private async Task NightAsync(VaultState state, DateTimeOffset now, CancellationToken cancel)
    {
        var share = VaultShare.OfDay(now, options.VerifyNights);
        if (IsOver(state.VerifiedAt, VerifyEvery, now) && MayTry("verification", state, now))
        {
            await TryAsync("verification", () => job.VerifyAsync(state.Vault, share, cancel));
            await TryAsync("scrub", async () => (await job.ScrubAsync(state.Vault, share, Actor.System, cancel)).ToList().ForEach(Tell));
        }

        if (state.Backup is not null && IsOver(state.RestoredAt, DrillEvery, now) && MayTry("restore drill", state, now))
        {
            await TryAsync("restore drill", async () => (await job.DrillAsync(state.Vault, share, cancel)).ToList().ForEach(Tell));
        }
    }

    /// <summary>Also when it was done in the future: a clock went wrong then.</summary>
    private static bool IsOver(DateTimeOffset? last, TimeSpan every, DateTimeOffset now) => last is not { } done || now - done > every || done > now;

    /// <summary>Once an hour: a vault that is away, or whose drill finds faults, would be read over and over all night.</summary>
    private bool MayTry(string step, VaultState state, DateTimeOffset now)
    {
        if (_tried.TryGetValue((step, state.Vault), out var tried) && !IsOver(tried, TryAgain, now))
        {
            return false;
        }

        _tried[(step, state.Vault)] = now;
        return true;
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
