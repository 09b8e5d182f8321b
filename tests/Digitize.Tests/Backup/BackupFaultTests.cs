using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Storage;

namespace Digitize.Tests.Backup;

/// <summary>P20: a backup survives its own faults.</summary>
public sealed class BackupFaultTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task Whichever_write_to_the_vault_fails_every_backup_that_can_be_seen_is_whole_and_the_next_run_completes()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var first = await house.AddDocumentAsync(account, "first");
        await house.Job.RunAsync(null, default);
        await house.AddVersionAsync(first, "again");
        await house.AddDocumentAsync(account, "second");
        var (writes, before) = (0, house.File("before"));
        Copy(house.VaultFolder, Path.Combine(before, "vault"));
        Copy(house.KeyFolder, Path.Combine(before, "keys"));
        for (var failing = 1; ; failing++)
        {
            Copy(Path.Combine(before, "vault"), house.VaultFolder);
            Copy(Path.Combine(before, "keys"), house.KeyFolder);
            var files = new FailingStore(new DiskBlobStore(house.VaultFolder, _dice), failing);
            var keyStore = new FailingStore(new DiskBlobStore(house.KeyFolder, _dice), failing, files);
            try
            {
                await new BackupRun(house.Database, house.Store, house.Blobs, house.Secrets, house.Clock, _dice).RunAsync(new Vault("first", files, keyStore), null, default);
                break;
            }
            catch (IOException)
            {
                writes++;
                Assert.That((await house.Job.VerifyAsync(null, VaultShare.All, default)).Single().Faults.Where(fault => !fault.Contains("key bag", StringComparison.Ordinal)), Is.Empty, $"after write {failing} failed");
            }
        }

        Assert.That(writes, Is.EqualTo(9), "One blob and three, two lists of records, one of keys, the bag, the manifest; the other keys and the accounts are there.");
        Assert.That(await house.IsSoundAsync());
        using var bare = await house.BareMachineAsync();
        Assert.That((await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default)).Restored, Is.EqualTo(2));
    }

    [Test]
    public async Task What_a_kill_cut_under_its_name_is_replaced_by_the_backup_and_by_the_restore_that_go_on()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var letter = await house.AddDocumentAsync(await house.AddAccountAsync("A"), "first");
        CutCopies(house.BlobFolder, house.VaultFolder);
        Assert.That((await house.Job.RunAsync(null, default)).Single().BlobsCopied, Is.EqualTo(3));
        Assert.That(await house.IsSoundAsync());

        using var bare = await house.BareMachineAsync();
        CutCopies(house.BlobFolder, bare.BlobFolder);
        Assert.That(await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default), Has.Property("Restored").EqualTo(1).And.Property("Faults").Empty);
        await using var db = bare.Open();
        Assert.That(await bare.ReadAsync(letter, db.Versions.Single(row => row.DocumentId == letter).PdfBlob), Is.EqualTo("PDF of first"));
    }

    [Test]
    public async Task What_a_killed_run_copied_of_a_letter_that_was_erased_before_the_next_is_gone_after_its_grace()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        await house.AddDocumentAsync(account, "first");
        await house.Job.RunAsync(null, default);
        var erased = await house.AddDocumentAsync(account, "second");
        var before = house.VaultFiles();
        var files = new FailingStore(new DiskBlobStore(house.VaultFolder, _dice), int.MaxValue);
        var keys = new FailingStore(new DiskBlobStore(house.KeyFolder, _dice), 2);
        Assert.That(async () => await new BackupRun(house.Database, house.Store, house.Blobs, house.Secrets, house.Clock, _dice).RunAsync(new Vault("first", files, keys), null, default), Throws.InstanceOf<IOException>());
        var left = house.VaultFiles().Keys.Except(before.Keys).ToList();
        Assert.That(left, Has.Count.GreaterThanOrEqualTo(5), "three blobs, a list of records, a list of keys");

        await house.Purge.EndAsync(account, erased, DeletionReason.Erased, Actor.System, default);
        await house.Job.RunAsync(null, default);
        Assert.That(await house.IsSoundAsync());
        Assert.That(left.Where(File.Exists), Is.EquivalentTo(left), "the next run may want them");

        // Files have the machine's time, and the test's own clock stands elsewhere.
        house.Clock.Pass(DateTimeOffset.UtcNow - house.Clock.GetUtcNow() + house.Options.Grace + TimeSpan.FromHours(1));
        Assert.That(await house.IsSoundAsync());
        Assert.That(left.Where(File.Exists), Is.Empty);
        Assert.That(await house.IsSoundAsync());
    }

    [Test]
    public async Task Letters_that_are_deleted_while_they_are_copied_are_not_in_the_backup_and_break_nothing()
    {
        VaultedInstallation? house = null;
        var toErase = new Queue<DocumentId>();
        house = await VaultedInstallation.CreateAsync(live: store => new ErasingStore(store, async () =>
        {
            if (toErase.TryDequeue(out var document))
            {
                await house!.Purge.EndAsync(AccountId.TryParse((await house.KeysAsync(document)).Account)!.Value, document, DeletionReason.Erased, Actor.System, default);
            }
        }));
        using (house)
        {
            var account = await house.AddAccountAsync("A");
            for (var i = 0; i < 10; i++)
            {
                var letter = await house.AddDocumentAsync(account, $"letter {i}");
                if (i % 2 == 0)
                {
                    toErase.Enqueue(letter);
                }
            }

            await house.Job.RunAsync(null, default);
            Assert.That(await house.IsSoundAsync());
            Assert.That((await house.Job.RunAsync(null, default)).Single(), Has.Property("Documents").EqualTo(5).And.Property("Missing").Empty);
        }
    }

    /// <summary>The first half of each file, under its name.</summary>
    private static void CutCopies(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var cut = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(cut)!);
            var whole = File.ReadAllBytes(path);
            File.WriteAllBytes(cut, whole[..(whole.Length / 2)]);
        }
    }

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>A disk that is full from the n-th write on, counted together with those of another.</summary>
    private sealed class FailingStore(IBlobStore inner, int limit, FailingStore? shared = null) : IBlobStore
    {
        private int _writes;

        public long? FreeBytes => inner.FreeBytes;

        public Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel) =>
            Interlocked.Increment(ref (shared ?? this)._writes) >= limit ? throw new IOException("No space left on device", 28) : inner.WriteAsync(key, content, cancel);

        public Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel) => inner.OpenAsync(key, cancel);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);

        public IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel) => inner.ListAsync(prefix, cancel);
    }

    /// <summary>Somebody deletes a document each time when a blob is opened.</summary>
    private sealed class ErasingStore(IBlobStore inner, Func<Task> erase) : IBlobStore
    {
        public long? FreeBytes => inner.FreeBytes;

        public Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel) => inner.WriteAsync(key, content, cancel);

        public async Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel)
        {
            await erase();
            return await inner.OpenAsync(key, cancel);
        }

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel) => inner.DeleteAsync(key, cancel);

        public async IAsyncEnumerable<StoredBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var blob in inner.ListAsync(prefix, cancel))
            {
                yield return blob;
            }
        }
    }
}
