using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Operations;

public sealed class HousekeepingTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task The_trash_is_emptied_when_its_time_has_come_and_not_before()
    {
        await using var archive = await TestArchive.CreateAsync();
        var store = new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _dice);
        var account = await archive.AddAccountAsync("A");
        var (kept, deleted) = (await archive.AddDocumentAsync(account), await archive.AddDocumentAsync(account));
        foreach (var document in new[] { kept, deleted })
        {
            await WriteOriginalAsync(archive, store, document);
        }

        var trash = new DocumentTrash(archive.Database, archive.Audit, archive.Clock);
        await trash.DeleteAsync(account, deleted, Actor.System, CancellationToken.None);
        var purge = archive.NewPurge(store);
        archive.Clock.Pass(DocumentTrash.Keep - TimeSpan.FromMinutes(1));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero);
        Assert.That(await BlobsAsync(store), Has.Count.EqualTo(2));

        archive.Clock.Pass(TimeSpan.FromMinutes(1));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.EqualTo(1));
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        Assert.That(await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Select(row => row.Id).ToListAsync(), Is.EqualTo(new[] { kept }));
        Assert.That(await BlobsAsync(store), Is.EqualTo(new[] { (await db.Documents.SingleAsync()).OriginalBlob }));
        Assert.That(await db.Changes.OrderBy(row => row.Cursor).Select(row => row.Kind).LastAsync(), Is.EqualTo(ChangeKind.Purged));
        Assert.That(await trash.RestoreAsync(account, deleted, Actor.System, CancellationToken.None), Is.False);
    }

    [Test]
    public async Task Old_blobs_without_a_row_go_and_those_with_one_stay()
    {
        await using var archive = await TestArchive.CreateAsync();
        var store = new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _dice);
        var account = await archive.AddAccountAsync("A");
        await WriteOriginalAsync(archive, store, await archive.AddDocumentAsync(account));
        var orphan = BlobKey.New(account.ToString(), _dice);
        await store.WriteAsync(orphan, new MemoryStream([1]), CancellationToken.None);
        var unfinished = Path.Combine(archive.Folder, "blobs", account.ToString(), "ab", "cut-off.part");
        Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!);
        await File.WriteAllTextAsync(unfinished, "what a killed process had written");

        // Blobs have the machine's time, and the clock of the test stands elsewhere: both are set to now.
        archive.Clock.Pass(DateTimeOffset.UtcNow - archive.Clock.GetUtcNow());
        using var scratch = new Scratch(Path.Combine(archive.Folder, "scratch"), archive.Clock, _dice);
        var space = new SpaceGuard(archive.Folder, new StorageOptions { BallastMegabytes = 0 });
        using var house = new Housekeeping(archive.Database, store, archive.NewPurge(store), new SearchUpkeep(archive.Database), scratch, space, archive.Clock, NullLogger<Housekeeping>.Instance);
        await house.RunAsync(CancellationToken.None);
        Assert.That(await BlobsAsync(store), Has.Member(orphan), "It may be an upload that is still coming in.");
        Assert.That(File.Exists(unfinished));

        archive.Clock.Pass(OrphanSweep.Grace + TimeSpan.FromMinutes(1));
        await house.RunAsync(CancellationToken.None);
        Assert.That(await BlobsAsync(store), Has.No.Member(orphan));
        Assert.That(File.Exists(unfinished), Is.False);
        Assert.That(await BlobsAsync(store), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Every_column_that_holds_a_key_is_asked()
    {
        await using var archive = await TestArchive.CreateAsync();
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var columns = from type in db.Model.GetEntityTypes()
                      from property in type.GetProperties()
                      where (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(BlobKey)
                      select $"{type.ClrType.Name}.{property.Name}";
        Assert.That(columns, Is.EquivalentTo(new[] { "Document.OriginalBlob", "DocumentVersion.PdfBlob", "Page.FinishedBlob", "Page.WordsBlob", "PageReading.WordsBlob", "Thumbnail.Blob", "Export.Blob", "UploadPiece.Blob" }), "ReferencedBlobs and Purge must know a new one.");
        Assert.That(await ReferencedBlobs.AllAsync(archive.Database, CancellationToken.None), Is.Empty);
    }

    private static async Task WriteOriginalAsync(TestArchive archive, DiskBlobStore store, DocumentId document)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var row = await db.Documents.SingleAsync(row => row.Id == document);
        await store.WriteAsync(row.OriginalBlob, new MemoryStream([1, 2, 3]), CancellationToken.None);
    }

    private static async Task<List<BlobKey>> BlobsAsync(DiskBlobStore store)
    {
        var keys = new List<BlobKey>();
        await foreach (var blob in store.ListAsync("", CancellationToken.None))
        {
            keys.Add(blob.Key);
        }

        return keys;
    }
}
