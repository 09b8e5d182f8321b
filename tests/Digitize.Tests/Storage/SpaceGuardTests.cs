using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class SpaceGuardTests
{
    private static readonly StorageOptions Options = new() { MinimumFreeGigabytes = 5, MinimumFreePercent = 10 };

    [TestCase(5.0, 20, 0.0, ExpectedResult = true)]
    [TestCase(4.9, 20, 0.0, ExpectedResult = false)]
    [TestCase(5.5, 20, 0.6, ExpectedResult = false)]
    [TestCase(99.0, 1000, 0.0, ExpectedResult = false)]
    [TestCase(100.0, 1000, 0.0, ExpectedResult = true)]
    public bool Five_gigabytes_or_a_tenth_of_the_disk_stay_free_whichever_is_more(double free, double total, double incoming) =>
        SpaceGuard.Decide((long)(free * 1e9), (long)(total * 1e9), (long)(incoming * 1e9), Options) is Space.Enough;

    [Test]
    public void The_ballast_takes_real_room_and_is_given_up_when_the_disk_is_full()
    {
        using var disk = new SmallDisk(kilobytes: 8 * 1024);
        var guard = new SpaceGuard(disk.Path, new StorageOptions { MinimumFreeGigabytes = 0.001, MinimumFreePercent = 0, BallastMegabytes = 2 });
        var before = new DriveInfo(disk.Path).AvailableFreeSpace;
        Assert.That(guard.BalanceBallast(), Is.True);
        Assert.That(before - new DriveInfo(disk.Path).AvailableFreeSpace, Is.GreaterThanOrEqualTo(2 * 1024 * 1024));

        var filler = Path.Combine(disk.Path, "filler");
        Assert.That(() => File.WriteAllBytes(filler, new byte[7 * 1024 * 1024]), Throws.InstanceOf<IOException>());
        Assert.That(guard.Look(0), Is.InstanceOf<Space.TooLittle>());
        Assert.That(guard.BalanceBallast(), Is.False);
        File.WriteAllBytes(Path.Combine(disk.Path, "commit"), new byte[1024 * 1024]);
        Assert.That(guard.BalanceBallast(), Is.False, "there is no room to set it aside again");
    }
}
