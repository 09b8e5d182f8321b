using Digitize.Backup;
using Digitize.Operations;
using Digitize.Storage;

namespace Digitize.Web.Screens.Operating;

/// <summary>How copies and the service itself do at one moment.</summary>
/// <param name="UnderWay">What is being done with a vault on this machine; null when nothing is.</param>
/// <param name="IsAskedFor">Somebody wants a backup, and it has not begun.</param>
/// <param name="Overdue">Deleted documents that a vault may still hold although its time to forget them has passed.</param>
/// <param name="Tonight">Which share of vaults and store is read in the night of today.</param>
public sealed record BackupsNow(
    IReadOnlyList<VaultNow> Vaults, BackupProgress? UnderWay, bool IsAskedFor, long Overdue, VaultShare Tonight, IReadOnlyList<HealthCheck> Checks, DiskSpace Disk)
{
    public bool IsWell => !IsBad && Vaults.Count > 0 && Vaults.All(vault => vault.Concerns.Count == 0);

    /// <summary>Something that somebody has to see to now.</summary>
    public bool IsBad => Overdue > 0 || Checks.Any(check => check.Problem is not null) || Vaults.Any(vault => vault.Concerns.Any(VaultConcerns.IsUrgent));
}

/// <summary>A vault, and what is wrong with it, the worst first.</summary>
public sealed record VaultNow(VaultState State, IReadOnlyList<VaultConcern> Concerns);

/// <summary>Looks at all of it.</summary>
public sealed class BackupsLook(BackupJob job, BackupOptions options, HealthChecks health, SpaceGuard space, TimeProvider time)
{
    internal async Task<BackupsNow> NowAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return new BackupsNow(
            [.. (await job.StatesAsync(cancel)).Select(state => new VaultNow(state, VaultConcerns.Of(state, options.Every, now)))],
            job.UnderWay, job.IsAskedFor, await job.OverdueAsync(cancel), VaultShare.OfDay(now, options.VerifyNights), await health.ListAsync(cancel), space.Measure());
    }
}
