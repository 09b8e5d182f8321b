using Digitize.Backup;
using Digitize.Operations;

namespace Digitize.Web.Screens.Operating;

/// <summary>What an operator sees of the installation at one moment.</summary>
public sealed record InstallationNow(OverviewFacts Facts, IReadOnlyList<KnownWorker> Workers, IReadOnlyList<HealthProblem> Problems, IReadOnlyList<VaultState> Vaults)
{
    internal static async Task<InstallationNow> LookAsync(Overview overview, Workers workers, HealthChecks health, BackupJob backups, CancellationToken cancel) =>
        new(await overview.LookAsync(cancel), await workers.ListAsync(cancel), await health.LookAsync(cancel), await backups.StatesAsync(cancel));
}
