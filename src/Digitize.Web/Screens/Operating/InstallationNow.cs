using Digitize.Backup;
using Digitize.Operations;
using Digitize.Storage;

namespace Digitize.Web.Screens.Operating;

/// <summary>What an operator sees of the installation at one moment.</summary>
public sealed record InstallationNow(
    OverviewFacts Facts, IReadOnlyList<KnownWorker> Workers, IReadOnlyList<HealthProblem> Problems, IReadOnlyList<VaultState> Vaults, PagesOverTime Pages, IReadOnlyList<StageTimes> Stages, DiskSpace Disk);

/// <summary>Looks at all that the overview shows.</summary>
public sealed class InstallationLook(Overview overview, Throughput throughput, Workers workers, HealthChecks health, BackupJob backups, SpaceGuard space)
{
    internal async Task<InstallationNow> NowAsync(Period period, CancellationToken cancel) => new(
        await overview.LookAsync(cancel), await workers.ListAsync(cancel), await health.LookAsync(cancel), await backups.StatesAsync(cancel),
        await throughput.PagesAsync(period, cancel), await throughput.StagesAsync(cancel), space.Measure());
}
