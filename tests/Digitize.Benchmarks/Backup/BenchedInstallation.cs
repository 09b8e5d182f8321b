using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Benchmarks.Backup;

/// <summary>An installation on SQLite and disk with made documents, as they are after reading, and a vault.</summary>
internal sealed class BenchedInstallation : IDisposable
{
    private const int AtOnce = 500;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly string _folder;
    private readonly MasterKey _master;
    private readonly BackupOptions _options;
    private readonly EncryptedBlobs _blobs;
    private readonly InstallationSecrets _secrets;

    private BenchedInstallation(string folder, string master, BackupOptions? vault)
    {
        (_folder, MasterText) = (folder, master);
        _master = MasterKey.FromBase64(master);
        Database = new DigitizeDatabase(new DatabaseOptions { File = Path.Combine(folder, "digitize.db") });
        Store = new DiskBlobStore(BlobFolder, _random);
        _blobs = new EncryptedBlobs(Store, _master, _random);
        _secrets = new InstallationSecrets(Database, _master, TimeProvider.System, _random);
        _options = vault ?? new BackupOptions { First = new VaultOptions { Folder = VaultFolder, KeyFolder = KeyFolder } };
    }

    internal string MasterText { get; }

    internal DigitizeDatabase Database { get; }

    internal DiskBlobStore Store { get; }

    internal string BlobFolder => Path.Combine(_folder, "blobs");

    internal string VaultFolder => Path.Combine(_folder, "vault");

    internal string KeyFolder => Path.Combine(_folder, "keys");

    internal static async Task<BenchedInstallation> CreateAsync(string folder, BenchedInstallation? restoredFrom = null)
    {
        Directory.CreateDirectory(folder);
        var installation = new BenchedInstallation(folder, restoredFrom?.MasterText ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), restoredFrom?._options);
        await new Migrator(installation.Database, TimeProvider.System).MigrateAsync(default);
        return installation;
    }

    /// <summary>One that was filled before.</summary>
    internal static Task<BenchedInstallation> OpenAsync(string folder, string master) => Task.FromResult(new BenchedInstallation(folder, master, null));

    internal BackupJob NewJob() => new(_options, Database, Store, _blobs, _secrets, _master, new WorkItems(Database, TimeProvider.System), new AuditLog(_blobs, _secrets, TimeProvider.System, _random), TimeProvider.System, _random, new VaultSpool(_folder));

    /// <param name="bytes">Of the original and of the PDF, each.</param>
    internal async Task FillAsync(int documents, int bytes)
    {
        var account = AccountId.New(TimeProvider.System);
        var accountKey = _blobs.NewAccountKey(account.ToString());
        await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = account, Name = "bench", WrappedKey = accountKey, CreatedAt = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync();
        }, default);
        var quick = new EncryptedBlobs(new ImportingStore(Store), _master, _random);
        for (var done = 0; done < documents; done += AtOnce)
        {
            var rows = new List<object>();
            for (var i = 0; i < Math.Min(AtOnce, documents - done); i++)
            {
                rows.AddRange(await NewDocumentAsync(quick, account, accountKey, bytes));
            }

            await Database.WriteAsync(CurrentAccount.Everyone, async db =>
            {
                db.AddRange(rows.Where(row => row is Document));
                await db.SaveChangesAsync();
                db.AddRange(rows.Where(row => row is not Document));
                await db.SaveChangesAsync();
            }, default);
        }

        Store.FlushImports();
    }

    internal Task ChangeAsync(int documents) => Database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var ids = await db.Documents.OrderBy(row => row.Id).Select(row => row.Id).ToListAsync();
        var step = Math.Max(1, ids.Count / documents);
        var some = ids.Where((_, at) => at % step == 0).Take(documents).ToList();
        await db.Documents.Where(row => some.Contains(row.Id)).ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, row => row.Title + "."));
    }, default);

    public void Dispose()
    {
        Database.Dispose();
        _master.Dispose();
        _random.Dispose();
    }

    private async Task<object[]> NewDocumentAsync(EncryptedBlobs quick, AccountId account, byte[] accountKey, int bytes)
    {
        var id = DocumentId.New(TimeProvider.System);
        var keys = new DocumentKeys(account.ToString(), id.ToString(), accountKey, _blobs.NewDocumentKey(account.ToString(), accountKey, id.ToString()));
        var (original, pdf, words) = (BlobKey.New(keys.Account, _random), BlobKey.New(keys.Account, _random), BlobKey.New(keys.Account, _random));
        var first = await quick.WriteAsync(keys, original, new MemoryStream(RandomNumberGenerator.GetBytes(bytes)), default);
        var second = await quick.WriteAsync(keys, pdf, new MemoryStream(RandomNumberGenerator.GetBytes(bytes)), default);
        await quick.WriteAsync(keys, words, new MemoryStream(RecognizedPageJson.Write(NewPage())), default);
        var now = DateTimeOffset.UtcNow;
        return
        [
            new Document
            {
                Id = id, AccountId = account, FileName = "scan.pdf", Title = "Letter " + id, Languages = "deu+eng", Source = "upload", State = DocumentState.Completed, Reading = 1, PageCount = 1, PagesDone = 1,
                OriginalBlob = original, OriginalLength = first.Length, OriginalSha256 = first.Sha256, WrappedKey = keys.WrappedDocumentKey, CurrentVersion = 1, ReceivedAt = now,
            },
            new DocumentVersion { DocumentId = id, AccountId = account, Number = 1, Reason = "first reading", PdfBlob = pdf, PdfLength = second.Length, PdfSha256 = second.Sha256, Title = "Letter", Languages = "deu+eng", FailedPages = 0, IsPdfA = true, Pages = 1, CreatedAt = now },
            new Page { DocumentId = id, AccountId = account, Number = new PageNumber(1), State = PageState.Done, KeepsText = false, WidthPoints = 595, HeightPoints = 842, WordsBlob = words, Words = 12 },
            new PageReading { DocumentId = id, AccountId = account, Version = 1, Page = new PageNumber(1), KeepsText = false, WidthPoints = 595, HeightPoints = 842, WordsBlob = words, Words = 12, Text = string.Join(' ', Enumerable.Range(0, 12).Select(at => "word" + at)) },
            new VersionPage { DocumentId = id, AccountId = account, Version = 1, Number = new PageNumber(1), ReadIn = 1, ReadAs = new PageNumber(1), SourcePage = new PageNumber(1), Turn = QuarterTurn.None },
        ];
    }

    private static RecognizedPage NewPage()
    {
        var words = Enumerable.Range(0, 12).Select(at => new Word("word" + at, new PixelBox(10 + (at * 100), 10, 100 + (at * 100), 40), new Confidence(0.9))).ToList();
        return new RecognizedPage(2480, 3508, new Dpi(300), [new TextLine(new PixelBox(10, 10, 2000, 40), new Baseline(10, 38, 0), words)]);
    }

    /// <summary>Made documents need not outlive a power cut one by one.</summary>
    private sealed class ImportingStore(DiskBlobStore disk) : IBlobStore
    {
        public long? FreeBytes => disk.FreeBytes;

        public async Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel)
        {
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes, cancel);
            disk.Import(key, bytes.ToArray());
            return new BlobReceipt(bytes.Length, []);
        }

        public Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel) => disk.OpenAsync(key, cancel);

        public Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel) => disk.DeleteAsync(key, cancel);

        public IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel) => disk.ListAsync(prefix, cancel);
    }
}
