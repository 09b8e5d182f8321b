using System.Runtime.Versioning;
using Digitize.Accounts;
using Digitize.Processing;

namespace Digitize.Scaled.Tests.Database;

/// <summary>Several machines have several clocks; leases go by the database's.</summary>
[Parallelizable]
[SupportedOSPlatform("linux")]
internal sealed class MachineClockTests
{
    [TestCase(1)]
    [TestCase(-1)]
    public async Task A_machine_whose_clock_is_wrong_by_an_hour_steals_and_loses_nothing(int hours)
    {
        await using var rows = await ContractDatabase.CreateAsync(isPostgres: true);
        var account = await rows.AddAccountAsync("Muster GmbH");
        var right = rows.ItemsWith(TimeProvider.System);
        var wrong = rows.ItemsWith(new ShiftedClock { Offset = TimeSpan.FromHours(hours) });

        var (_, work) = await rows.AddDocumentAsync(account);
        var claim = await right.ClaimAsync(work, CancellationToken.None);
        Assert.That(await wrong.ClaimAsync(work, CancellationToken.None), Is.Null);
        Assert.That(await wrong.ResetExpiredAsync(CancellationToken.None), Is.Empty);
        Assert.That(await rows.Database.WriteAsync(CurrentAccount.Everyone, db => WorkItems.SettleAsync(db, claim!, DateTimeOffset.UnixEpoch), CancellationToken.None), Is.True);

        // The other way round: what it claims and renews is not taken from it either, and comes back when it dies.
        var (_, second) = await rows.AddDocumentAsync(account);
        var held = await wrong.ClaimAsync(second, CancellationToken.None);
        Assert.That(await wrong.RenewAsync(held!, CancellationToken.None), Is.True);
        Assert.That(await right.ClaimAsync(second, CancellationToken.None), Is.Null);
        await rows.PassAsync(WorkItems.Lease + TimeSpan.FromSeconds(1));
        Assert.That(await right.ClaimAsync(second, CancellationToken.None), Is.Not.Null);
    }
}
