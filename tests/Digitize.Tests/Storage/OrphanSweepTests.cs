using System.Security.Cryptography;
using Digitize.Storage;

namespace Digitize.Tests.Storage;

internal sealed class OrphanSweepTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Forget() => random.Dispose();

    [Test]
    public void Only_blobs_without_a_row_that_are_older_than_48_hours_go()
    {
        var (referenced, young, orphan, future) = (Blob(hours: 1000), Blob(hours: 47.9), Blob(hours: 48), Blob(hours: -5));
        var plan = OrphanSweep.Plan([referenced, young, orphan, future], new HashSet<BlobKey> { referenced.Key }, Now);
        Assert.That(plan.Decisions.Select(decision => decision.Reason), Is.EqualTo(new[] { SweepReason.Referenced, SweepReason.TooYoung, SweepReason.Orphan, SweepReason.TooYoung }));
        Assert.That(plan.ToDelete, Is.EqualTo(new[] { orphan }));
        Assert.That(plan.Missing, Is.Empty);
    }

    [Test]
    public void A_row_without_a_blob_is_reported()
    {
        var gone = BlobKey.New("anna", random);
        Assert.That(OrphanSweep.Plan([], new HashSet<BlobKey> { gone }, Now).Missing, Is.EqualTo(new[] { gone }));
    }

    [Test]
    public void With_the_wrong_database_nothing_is_deleted()
    {
        var blobs = Enumerable.Range(0, 30).Select(_ => Blob(hours: 1000)).ToList();
        var plan = OrphanSweep.Plan(blobs, new HashSet<BlobKey>(), Now);
        Assert.That(plan.LooksLikeTheWrongDatabase, Is.True);
        Assert.That(plan.ToDelete, Is.Empty);
    }

    [Test]
    public void Many_left_over_temporary_blobs_are_no_sign_of_a_wrong_database()
    {
        var blobs = Enumerable.Range(0, 30).Select(_ => new StoredBlob(BlobKey.NewTemporary("anna", random), 1, Now.AddDays(-3))).ToList();
        Assert.That(OrphanSweep.Plan(blobs, new HashSet<BlobKey>(), Now).ToDelete, Is.EquivalentTo(blobs));
    }

    [Test]
    public async Task A_row_written_while_the_sweep_runs_saves_its_blob()
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(folder.Path, random);
        var (orphan, late) = (BlobKey.New("anna", random), BlobKey.New("anna", random));
        foreach (var key in new[] { orphan, late })
            await store.WriteAsync(key, new MemoryStream([1]), default);
        var result = await OrphanSweep.RunAsync(store, BlobKey.PrefixOf("anna"), _ => Keys(), (key, _) => Task.FromResult(key == late), DateTimeOffset.UtcNow.AddDays(3), default);
        Assert.That(result.Deleted, Is.EqualTo(new[] { orphan }));
        Assert.That(folder.Files.Select(Path.GetFileName), Is.EqualTo(new[] { Path.GetFileName(late.Value) }));
    }

    [Test]
    public async Task A_blob_written_after_the_list_was_taken_is_not_missing()
    {
        using var folder = new TemporaryFolder();
        var store = new DiskBlobStore(folder.Path, random);
        var (late, gone) = (BlobKey.New("anna", random), BlobKey.New("anna", random));
        var result = await OrphanSweep.RunAsync(
            store,
            BlobKey.PrefixOf("anna"),
            async cancel =>
            {
                await store.WriteAsync(late, new MemoryStream([1]), cancel);
                return await Keys(late, gone);
            },
            (_, _) => Task.FromResult(true),
            Now,
            default);
        Assert.That(result.Missing, Is.EqualTo(new[] { gone }));
    }

    private static Task<IReadOnlySet<BlobKey>> Keys(params BlobKey[] keys) => Task.FromResult<IReadOnlySet<BlobKey>>(keys.ToHashSet());

    private StoredBlob Blob(double hours) => new(BlobKey.New("anna", random), 1, Now.AddHours(-hours));
}
