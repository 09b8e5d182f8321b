using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class ScratchTests
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private readonly StoppedClock clock = new(DateTimeOffset.UtcNow);
    private TemporaryFolder folder = null!;

    [SetUp]
    public void Open() => folder = new TemporaryFolder();

    [TearDown]
    public void Close() => folder.Dispose();

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void An_attempts_folder_is_closed_to_others_and_goes_with_everything_in_it()
    {
        using var scratch = new Scratch(folder.Path, clock, random);
        var attempt = scratch.NewFolder();
        File.WriteAllText(Path.Combine(attempt.Path, "page"), "text");
        Assert.That(File.GetUnixFileMode(attempt.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        attempt.Dispose();
        Assert.That(Directory.Exists(attempt.Path), Is.False);
    }

    [Test]
    public void What_a_dead_process_left_goes_when_the_next_starts()
    {
        var left = Directory.CreateDirectory(Path.Combine(folder.Path, "dead", "attempt")).FullName;
        File.WriteAllText(Path.Combine(folder.Path, "dead", "lock"), "");
        using var scratch = new Scratch(folder.Path, clock, random);
        Assert.That(Directory.Exists(left), Is.False);
    }

    [Test]
    public void What_a_living_process_works_on_stays()
    {
        using var living = new Scratch(folder.Path, clock, random);
        using var attempt = living.NewFolder();
        using var other = new Scratch(folder.Path, clock, random);
        Assert.That(other.SweepAbandoned(), Is.Zero);
        Assert.That(Directory.Exists(attempt.Path), Is.True);
    }

    [Test]
    public void A_process_that_is_just_starting_is_left_alone()
    {
        using var scratch = new Scratch(folder.Path, clock, random);
        var starting = Directory.CreateDirectory(Path.Combine(folder.Path, "starting")).FullName;
        Assert.That(scratch.SweepAbandoned(), Is.Zero);
        clock.Now += TimeSpan.FromMinutes(2);
        Assert.That(scratch.SweepAbandoned(), Is.EqualTo(1));
        Assert.That(Directory.Exists(starting), Is.False);
    }

    [Test]
    public void Forgotten_attempts_go_by_age()
    {
        using var scratch = new Scratch(folder.Path, clock, random);
        using var attempt = scratch.NewFolder();
        Assert.That(scratch.SweepOlderThan(TimeSpan.FromHours(1)), Is.Zero);
        clock.Now += TimeSpan.FromHours(2);
        Assert.That(scratch.SweepOlderThan(TimeSpan.FromHours(1)), Is.EqualTo(1));
    }

    [Test]
    public void What_the_process_works_in_for_as_long_as_it_lives_does_not_go_by_age()
    {
        using var scratch = new Scratch(folder.Path, clock, random);
        using var children = scratch.NewLastingFolder();
        clock.Now += TimeSpan.FromDays(30);
        Assert.That(scratch.SweepOlderThan(TimeSpan.FromHours(6)), Is.Zero);
        Assert.That(Directory.Exists(children.Path), Is.True);
    }

    [Test]
    public void The_children_of_a_process_that_was_killed_leave_nothing_when_the_next_starts()
    {
        var child = Directory.CreateDirectory(Path.Combine(folder.Path, "killed", "lasting-1", "child-1")).FullName;
        File.WriteAllText(Path.Combine(folder.Path, "killed", "lock"), "");
        File.WriteAllText(Path.Combine(child, "source-1"), "letter");
        using var scratch = new Scratch(folder.Path, clock, random);
        Assert.That(Directory.Exists(Path.Combine(folder.Path, "killed")), Is.False);
    }

    [Test]
    public void Nothing_is_left_when_the_process_ends_in_order()
    {
        using (var scratch = new Scratch(folder.Path, clock, random))
            scratch.NewFolder();
        Assert.That(Directory.EnumerateFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void It_says_whether_it_lies_in_memory()
    {
        using var disk = new SmallDisk(kilobytes: 256);
        using var scratch = new Scratch(disk.Path, clock, random);
        Assert.That(scratch.IsInMemory, Is.True);
    }

    [Test]
    public void A_folder_that_was_set_is_used_and_without_room_in_memory_the_data_folder()
    {
        Assert.That(Scratch.ChooseRoot("/somewhere", "/data", 0), Is.EqualTo("/somewhere"));
        Assert.That(Scratch.ChooseRoot(null, "/data", long.MaxValue), Is.EqualTo("/data/scratch"));
    }
}
