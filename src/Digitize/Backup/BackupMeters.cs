using System.Diagnostics.Metrics;

namespace Digitize.Backup;

/// <summary>How vaults do, for whoever is to be woken when they do not. An age that is not there is of something that never happened.</summary>
public sealed class BackupMeters : IDisposable
{
    private readonly Meter _meter = new("Digitize");
    private readonly TimeProvider _time;
    private IReadOnlyList<VaultState> _states = [];
    private long _overdue;

    public BackupMeters(TimeProvider time)
    {
        _time = time;
        _meter.CreateObservableGauge("digitize.backup.age", () => Ages(state => state.BackedUpAt), "s", "Since the last backup, by vault.");
        _meter.CreateObservableGauge("digitize.backup.verified.age", () => Ages(state => state.VerifiedAt), "s", "Since a vault was last verified, by vault.");
        _meter.CreateObservableGauge("digitize.backup.faults", () => _states.Select(state => Of(state, (double)state.Faults)), "{fault}", "Found by the last verification, by vault.");
        _meter.CreateObservableGauge("digitize.restore.age", () => Ages(state => state.RestoredAt), "s", "Since documents were last restored, by vault.");
        _meter.CreateObservableGauge("digitize.scrub.age", () => Ages(state => state.ScrubbedAt), "s", "Since the store was last compared with a vault.");
        _meter.CreateObservableGauge("digitize.scrub.healed", () => _states.Select(state => Of(state, (double)state.Healed)), "{blob}", "Brought back from a vault since the beginning.");
        _meter.CreateObservableGauge("digitize.scrub.lost", () => _states.Select(state => Of(state, (double)state.Lost)), "{blob}", "Damaged in the store and not to be had from the vault.");
        _meter.CreateObservableGauge("digitize.deletions.overdue", () => _overdue, "{document}", "Deleted documents that a vault may still hold although its time to forget them has passed.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Set(IReadOnlyList<VaultState> states, long overdue) => (_states, _overdue) = (states, overdue);

    private IEnumerable<Measurement<double>> Ages(Func<VaultState, DateTimeOffset?> of) =>
        _states.Where(state => of(state) is not null).Select(state => Of(state, (_time.GetUtcNow() - of(state)!.Value).TotalSeconds));

    private static Measurement<double> Of(VaultState state, double value) => new(value, new KeyValuePair<string, object?>("vault", state.Vault));
}
