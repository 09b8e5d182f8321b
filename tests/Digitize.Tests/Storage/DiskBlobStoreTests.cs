using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class DiskBlobStoreTests
{
    private const int Length = 300_000;

    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void A_power_cut_at_any_moment_leaves_the_whole_blob_or_none_and_the_whole_once_it_was_acknowledged()
    {
        using var folder = new TemporaryFolder();
        var (root, key) = (Path.Combine(folder.Path, "blobs"), BlobKey.New("anna", random));
        var path = Path.Combine(root, key.Value);
        var calls = SystemCalls.Of(["write-blob", root, key.Value, $"{Length}"]);
        Assert.That(calls.Output, Is.EqualTo("written"));
        var disk = new PowerCut(folder.Path);
        var acknowledgements = 0;
        foreach (var call in calls.All)
        {
            disk.After(call);
            Assert.That(disk.MayBeHalf(path), Is.False, $"after {call}");
            if (call is not { Name: "write", Paths: ["written"] })
                continue;
            acknowledgements++;
            Assert.That(disk.SureLength(path), Is.EqualTo(Length));
        }

        Assert.That(acknowledgements, Is.EqualTo(1));
    }

    [Test]
    public void Bytes_are_flushed_before_the_name_and_the_name_before_the_answer()
    {
        using var folder = new TemporaryFolder();
        var key = BlobKey.New("anna", random);
        var leaf = Path.GetDirectoryName(Path.Combine(folder.Path, key.Value));
        var calls = SystemCalls.Of(["write-blob", folder.Path, key.Value, $"{Length}"]).All.ToList();
        var steps = new[]
        {
            calls.FindLastIndex(call => call.Name == "pwrite64" && call.OpenFile.EndsWith(".part", StringComparison.Ordinal)),
            calls.FindIndex(call => call.Name == "fsync" && call.OpenFile.EndsWith(".part", StringComparison.Ordinal)),
            calls.FindIndex(call => call.Name == "renameat2"),
            calls.FindIndex(call => call.Name == "fsync" && call.OpenFile == leaf),
            calls.FindIndex(call => call is { Name: "write", Paths: ["written"] }),
        };
        Assert.That(steps, Is.Ordered.Ascending.And.All.GreaterThanOrEqualTo(0));
    }

    [TestCase("pwrite64:signal=KILL:when=2")]
    [TestCase("fsync:signal=KILL:when=1")]
    [TestCase("renameat2:signal=KILL")]
    [TestCase("unlink:signal=KILL")]
    public void A_process_killed_at_its_worst_moment_leaves_the_whole_blob_or_none(string inject)
    {
        using var folder = new TemporaryFolder();
        var key = BlobKey.New("anna", random);
        var killed = SystemCalls.Of(["write-blob", folder.Path, key.Value, $"{Length}"], inject);
        Assert.That(killed.Output == "written", Is.EqualTo(inject.StartsWith("unlink", StringComparison.Ordinal)), "an orderly write removes nothing");
        var store = new DiskBlobStore(folder.Path, random);
        store.RemoveUnfinished(DateTimeOffset.MaxValue);
        Assert.That(folder.Files.Select(file => new FileInfo(file).Length), Is.All.EqualTo(Length));
        Assert.That(folder.Files.Select(file => Path.GetRelativePath(folder.Path, file)), Is.SubsetOf(new[] { key.Value }));
    }

    [TestCase("pwrite64:error=ENOSPC:when=1")]
    [TestCase("pwrite64:error=ENOSPC:when=3")]
    [TestCase("fsync:error=ENOSPC:when=1")]
    [TestCase("fsync:error=EIO:when=8")]
    [TestCase("renameat2:error=ENOSPC")]
    public void A_disk_that_says_no_leaves_no_file_behind(string inject)
    {
        using var folder = new TemporaryFolder();
        var key = BlobKey.New("anna", random);
        var refused = SystemCalls.Of(["write-blob", folder.Path, key.Value, $"{Length}"], inject);
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(folder.Files, Is.Empty);
    }

    [Test]
    public async Task A_full_disk_refuses_what_does_not_fit_and_keeps_what_did()
    {
        using var disk = new SmallDisk(kilobytes: 1024);
        var store = new DiskBlobStore(disk.Path, random);
        var (fits, tooLarge) = (BlobKey.New("anna", random), BlobKey.New("anna", random));
        await store.WriteAsync(fits, new MemoryStream(Program.Content(400_000)), default);
        var before = store.FreeBytes;
        Assert.That(async () => await store.WriteAsync(tooLarge, new MemoryStream(Program.Content(900_000)), default), Throws.InstanceOf<IOException>());
        Assert.That(Directory.EnumerateFiles(disk.Path, "*", SearchOption.AllDirectories), Has.Exactly(1).Items);
        Assert.That(before - store.FreeBytes, Is.LessThan(100_000));
        Assert.That(await store.DeleteAsync(fits, default), Is.True);
        await store.WriteAsync(tooLarge, new MemoryStream(Program.Content(900_000)), default);
    }

    [Test]
    public async Task A_stored_blob_is_read_only_and_closed_to_others()
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(folder.Path, random);
        await store.WriteAsync(BlobKey.New("anna", random), new MemoryStream([1, 2, 3]), default);
        Assert.That(File.GetUnixFileMode(folder.Files.Single()), Is.EqualTo(UnixFileMode.UserRead));
        var folders = Directory.EnumerateDirectories(folder.Path, "*", SearchOption.AllDirectories).Select(File.GetUnixFileMode);
        Assert.That(folders, Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    public void Unfinished_files_go_once_they_are_old_and_other_files_stay()
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(folder.Path, random);
        var (old, young, other) = (Path.Combine(folder.Path, "x.part"), Path.Combine(folder.Path, "y.part"), Path.Combine(folder.Path, "readme"));
        foreach (var file in new[] { old, young, other })
            File.WriteAllText(file, "");
        var now = DateTimeOffset.UtcNow;
        File.SetLastWriteTimeUtc(old, now.UtcDateTime.AddDays(-3));
        File.SetLastWriteTimeUtc(other, now.UtcDateTime.AddDays(-3));
        Assert.That(store.RemoveUnfinished(now.AddDays(-2)), Is.EqualTo(1));
        Assert.That(folder.Files, Is.EquivalentTo(new[] { young, other }));
    }

    [TestCase("../")]
    [TestCase("anna/../../")]
    [TestCase("/etc/")]
    public void A_prefix_that_leads_out_of_the_store_is_refused(string prefix)
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(Path.Combine(folder.Path, "blobs"), random);
        Assert.That(async () => await store.ListAsync(prefix, default).GetAsyncEnumerator().MoveNextAsync(), Throws.ArgumentException);
    }
}
