using System.Security.Cryptography;
using Digitize.Database;

namespace Digitize.Tests.Database;

public sealed class JobLeaseTests : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task Of_two_holders_one_wins_and_the_other_does_another_job()
    {
        await using var archive = await TestArchive.CreateAsync();
        var leases = new JobLeases(archive.Database, _dice, archive.Clock);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => leases.TryTakeAsync("backup", Length, CancellationToken.None))));
        await using var won = taken.OfType<JobLease>().Single();
        await using var other = await leases.TryTakeAsync("retention", Length, CancellationToken.None);
        Assert.That(other, Is.Not.Null);
    }

    [Test]
    public async Task What_a_dead_holder_held_runs_out_and_he_cannot_renew_it_when_he_comes_back()
    {
        await using var archive = await TestArchive.CreateAsync();
        var leases = new JobLeases(archive.Database, _dice, archive.Clock);
        await using var dead = (await leases.TryTakeAsync("backup", Length, CancellationToken.None))!;
        archive.Clock.Pass(Length - TimeSpan.FromSeconds(1));
        Assert.That(await leases.TryTakeAsync("backup", Length, CancellationToken.None), Is.Null);
        archive.Clock.Pass(TimeSpan.FromSeconds(1));
        await using var heir = (await leases.TryTakeAsync("backup", Length, CancellationToken.None))!;
        Assert.That(heir.Fence, Is.EqualTo(dead.Fence + 1));
        Assert.That(await dead.RenewAsync(CancellationToken.None), Is.False);
        Assert.That(await heir.RenewAsync(CancellationToken.None), Is.True);
        await dead.DisposeAsync();
        Assert.That(await leases.TryTakeAsync("backup", Length, CancellationToken.None), Is.Null, "Who lost it gives back nothing.");
    }

    [Test]
    public async Task A_lease_that_is_given_back_can_be_taken_at_once_with_a_higher_fence()
    {
        await using var archive = await TestArchive.CreateAsync();
        var leases = new JobLeases(archive.Database, _dice, archive.Clock);
        var fences = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            await using var lease = await leases.TryTakeAsync("backup", Length, CancellationToken.None);
            fences.Add(lease!.Fence);
        }

        Assert.That(fences, Is.EqualTo(new[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Who_holds_it_renews_it_and_is_told_when_it_is_lost()
    {
        await using var archive = await TestArchive.CreateAsync();
        var leases = new JobLeases(archive.Database, _dice, archive.Clock);
        var length = TimeSpan.FromMilliseconds(200);
        await using var first = (await leases.TryTakeAsync("backup", length, CancellationToken.None))!;
        var lost = new TaskCompletionSource();
        await using var told = first.Lost.Register(lost.SetResult);
        archive.Clock.Pass(length);
        JobLease? second;
        while ((second = await leases.TryTakeAsync("backup", TimeSpan.FromMinutes(1), CancellationToken.None)) is null)
        {
            // It was renewed in between, by the clock that has passed.
            archive.Clock.Pass(length);
        }

        await using var heir = second;
        await lost.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task A_lease_taken_by_a_clock_that_was_years_ahead_keeps_nobody_waiting()
    {
        await using var archive = await TestArchive.CreateAsync();
        var leases = new JobLeases(archive.Database, _dice, archive.Clock);
        archive.Clock.Pass(TimeSpan.FromDays(3650));
        await using var ahead = await leases.TryTakeAsync("backup", Length, CancellationToken.None);
        archive.Clock.Pass(-TimeSpan.FromDays(3650));
        await using var now = await leases.TryTakeAsync("backup", Length, CancellationToken.None);
        Assert.That(now, Is.Not.Null);
    }
}
