using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

[Parallelizable(ParallelScope.Self)]
internal sealed class SourceFilesTests
{
    [Test]
    public async Task A_book_that_is_read_for_longer_than_any_attempt_keeps_its_original_until_it_is_done()
    {
        await using var archive = await TestArchive.CreateAsync();
        using var random = RandomNumberGenerator.Create();
        using var master = MasterKey.LoadOrCreate(Path.Combine(archive.Folder, "master.key"), random);
        var blobs = new EncryptedBlobs(new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), random), master, random);
        var account = await archive.AddAccountAsync("A");
        var id = await archive.AddDocumentAsync(account);
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        var book = await db.Documents.SingleAsync();
        var accountKey = blobs.NewAccountKey(account.ToString());
        var keys = new DocumentKeys(account.ToString(), id.ToString(), accountKey, blobs.NewDocumentKey(account.ToString(), accountKey, id.ToString()));
        await blobs.WriteAsync(keys, book.OriginalBlob, new MemoryStream([1, 2, 3]), CancellationToken.None);

        // Folders have the machine's time, and the clock of the test stands elsewhere: both are set to now.
        archive.Clock.Pass(DateTimeOffset.UtcNow - archive.Clock.GetUtcNow());
        using var scratch = new Scratch(Path.Combine(archive.Folder, "scratch"), archive.Clock, random);
        using var sources = new SourceFiles(blobs, scratch, mostIdle: 1);
        (await sources.BorrowAsync(book, keys, CancellationToken.None)).Dispose();
        archive.Clock.Pass(TimeSpan.FromHours(7));
        scratch.SweepOlderThan(TimeSpan.FromHours(6));

        using var page = await sources.BorrowAsync(book, keys, CancellationToken.None);
        Assert.That(File.Exists(page.Path), Is.True);
        page.Dispose();
        sources.Forget(id);
        Assert.That(File.Exists(page.Path), Is.False);
    }
}
