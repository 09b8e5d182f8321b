using Digitize.Backup;

namespace Digitize.Tests.Backup;

public sealed class VaultConcernsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 3, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_vault_that_is_looked_after_needs_nothing() => Assert.That(Of(_ => { }), Is.Empty);

    [Test]
    public void Of_an_empty_vault_it_is_told_that_it_is_empty_and_no_more() =>
        Assert.That(VaultConcerns.Of(new VaultState { Vault = "first" }, TimeSpan.FromHours(1), Now), Is.EqualTo(new[] { VaultConcern.NeverBackedUp }));

    [Test]
    public void What_may_lose_documents_is_urgent_and_comes_first()
    {
        var concerns = Of(state => (state.Failure, state.Lost, state.Faults, state.BackedUpAt, state.RestoredAt) = ("no room", 1, 1, Now.AddHours(-4), null));
        Assert.That(concerns, Is.EqualTo(new[] { VaultConcern.LastRunFailed, VaultConcern.Lost, VaultConcern.Faults, VaultConcern.BackupOld, VaultConcern.NotRestored }));
        Assert.That(concerns.TakeWhile(VaultConcerns.IsUrgent).Count(), Is.EqualTo(4));
    }

    [Test]
    public void A_run_that_is_a_little_late_is_no_news()
    {
        Assert.That(Of(state => state.BackedUpAt = Now.AddHours(-3)), Is.Empty);
        Assert.That(VaultConcerns.Of(Looked(_ => { }), TimeSpan.FromMinutes(1), Now.AddMinutes(4)), Is.Empty, "Nor with backups every minute.");
    }

    [Test]
    public void Nights_that_were_left_out_are_told() =>
        Assert.That(Of(state => (state.VerifiedAt, state.ScrubbedAt, state.RestoredAt) = (Now.AddDays(-3), null, Now.AddDays(-15))), Is.EqualTo(new[] { VaultConcern.NotVerified, VaultConcern.NotScrubbed, VaultConcern.NotRestored }));

    private static IReadOnlyList<VaultConcern> Of(Action<VaultState> change) => VaultConcerns.Of(Looked(change), TimeSpan.FromHours(1), Now);

    private static VaultState Looked(Action<VaultState> change)
    {
        var state = new VaultState { Vault = "first", BackedUpAt = Now.AddMinutes(-10), VerifiedAt = Now.AddDays(-1), ScrubbedAt = Now.AddDays(-1), RestoredAt = Now.AddDays(-6) };
        change(state);
        return state;
    }
}
