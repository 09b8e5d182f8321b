using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Retention;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Backup;

/// <summary>An installation with documents as they are after reading, real keys, and two folders for backups and their keys.</summary>
internal sealed class VaultedInstallation : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private VaultedInstallation(string? masterKey, TestClock? clock, Func<IBlobStore, IBlobStore>? live, string? postgres)
    {
        MasterKeyText = masterKey ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        (Master, Clock) = (MasterKey.FromBase64(MasterKeyText), clock ?? new TestClock());
        Database = new DigitizeDatabase(postgres is null ? new DatabaseOptions { File = _folder.File("digitize.db") } : new DatabaseOptions { Postgres = postgres });
        var disk = new DiskBlobStore(_folder.File("blobs"), _random);
        Store = live is null ? disk : live(disk);
        Blobs = new EncryptedBlobs(Store, Master, _random);
        Secrets = new InstallationSecrets(Database, Master, Clock, _random);
        Work = new WorkItems(Database, Clock);
        Options = new BackupOptions { First = new VaultOptions { Folder = _folder.File("vault"), KeyFolder = _folder.File("keys") } };
    }

    internal string MasterKeyText { get; }

    internal MasterKey Master { get; }

    internal TestClock Clock { get; }

    internal DigitizeDatabase Database { get; }

    internal IBlobStore Store { get; }

    internal EncryptedBlobs Blobs { get; }

    internal InstallationSecrets Secrets { get; }

    internal WorkItems Work { get; }

    /// <summary>Settable, so that another installation can be pointed at this one's vault.</summary>
    internal BackupOptions Options { get; set; }

    internal string BlobFolder => _folder.File("blobs");

    internal string VaultFolder => Options.First!.Folder!;

    internal string KeyFolder => Options.First!.KeyFolder!;

    internal string File(string name) => _folder.File(name);

    internal BackupJob Job => new(Options, Database, Store, Blobs, Secrets, Master, Work, Audit, Clock, _random, new VaultSpool(_folder.Path));

    internal DeletionLedger Ledger => new(Secrets, new DeletionPromise(Options.GoneFromVaultsWithin));

    internal AuditLog Audit => new(Blobs, Secrets, Clock, _random);

    internal AuditTrail Trail => new(Database, Audit, Secrets);

    internal Purge Purge => new(Database, Store, Ledger, Audit, Clock);

    internal Erasure Erasure => new(Database, Purge, Ledger, Job, Options, Secrets);

    internal static async Task<VaultedInstallation> CreateAsync(string? masterKey = null, TestClock? clock = null, Func<IBlobStore, IBlobStore>? live = null, string? postgres = null)
    {
        var installation = new VaultedInstallation(masterKey, clock, live, postgres);
        await new Migrator(installation.Database, installation.Clock).MigrateAsync(CancellationToken.None);
        return installation;
    }

    /// <summary>An empty one with the same master key, which uses this one's vault.</summary>
    internal async Task<VaultedInstallation> BareMachineAsync(string? postgres = null)
    {
        var bare = await CreateAsync(MasterKeyText, Clock, postgres: postgres);
        bare.Options = Options;
        return bare;
    }

    internal async Task<AccountId> AddAccountAsync(string name)
    {
        var id = AccountId.New(Clock);
        await WriteAsync(db =>
        {
            db.Add(new Account { Id = id, Name = name, WrappedKey = Blobs.NewAccountKey(id.ToString()), CreatedAt = Clock.GetUtcNow() });
            return db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>A letter of one page that was read, with a tag.</summary>
    internal async Task<DocumentId> AddDocumentAsync(AccountId account, string text, DocumentState state = DocumentState.Completed)
    {
        var id = DocumentId.New(Clock);
        var keys = await NewKeysAsync(account, id);
        var original = await WriteBlobAsync(keys, Encoding.UTF8.GetBytes("original of " + text));
        var pdf = await WriteBlobAsync(keys, Encoding.UTF8.GetBytes("PDF of " + text));
        var words = await WriteBlobAsync(keys, RecognizedPageJson.Write(PageOf(text)));
        await WriteAsync(async db =>
        {
            db.Add(new Document
            {
                Id = id,
                AccountId = account,
                FileName = text + ".pdf",
                Title = "Letter: " + text,
                Languages = "deu+eng",
                Source = "upload",
                State = state,
                Reading = 1,
                PageCount = 1,
                PagesDone = 1,
                MeanConfidence = 0.9,
                OriginalBlob = original.Key,
                OriginalLength = original.Receipt.Length,
                OriginalSha256 = original.Receipt.Sha256,
                WrappedKey = keys.WrappedDocumentKey,
                CurrentVersion = state == DocumentState.Completed ? 1 : null,
                ReceivedAt = Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
            db.Add(NewVersion(id, account, 1, pdf));
            db.Add(new Page { DocumentId = id, AccountId = account, Number = new PageNumber(1), State = PageState.Done, KeepsText = false, WidthPoints = 595, HeightPoints = 842, WordsBlob = words.Key, Words = 2 });
            db.Add(new PageReading { DocumentId = id, AccountId = account, Version = 1, Page = new PageNumber(1), KeepsText = false, WidthPoints = 595, HeightPoints = 842, WordsBlob = words.Key, Words = 2, Text = text });
            db.Add(new VersionPage { DocumentId = id, AccountId = account, Version = 1, Number = new PageNumber(1), ReadIn = 1, ReadAs = new PageNumber(1), SourcePage = new PageNumber(1), Turn = QuarterTurn.None });
            db.Add(new PageText { AccountId = account, DocumentId = id, Text = "Letter: " + text });
            db.Add(new PageText { AccountId = account, DocumentId = id, Page = new PageNumber(1), Text = text });
            await db.SaveChangesAsync();
            await DocumentTags.SetAsync(db, account, id, [TagName.TryParse("Steuer")!.Value], CancellationToken.None);
        });
        return id;
    }

    /// <summary>As after reading it again.</summary>
    internal async Task AddVersionAsync(DocumentId id, string text)
    {
        var keys = await KeysAsync(id);
        var pdf = await WriteBlobAsync(keys, Encoding.UTF8.GetBytes("PDF of " + text));
        await WriteAsync(async db =>
        {
            db.Add(NewVersion(id, AccountId.TryParse(keys.Account)!.Value, 2, pdf));
            await db.SaveChangesAsync();
        });
    }

    internal async Task<DocumentKeys> KeysAsync(DocumentId id)
    {
        await using var db = Open();
        var row = await db.AllDocuments.SingleAsync(row => row.Id == id);
        var account = await db.Accounts.SingleAsync(account => account.Id == row.AccountId);
        return new DocumentKeys(row.AccountId.ToString(), id.ToString(), account.WrappedKey, row.WrappedKey);
    }

    internal async Task<string> ReadAsync(DocumentId id, BlobKey blob)
    {
        await using var plain = await Blobs.OpenAsync(await KeysAsync(id), blob, CancellationToken.None);
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync();
    }

    internal DigitizeDb Open() => Database.Open(CurrentAccount.Everyone);

    internal Task WriteAsync(Func<DigitizeDb, Task> work) => Database.WriteAsync(CurrentAccount.Everyone, work, CancellationToken.None);

    /// <summary>Files of the vault and of the keys with their lengths.</summary>
    internal Dictionary<string, long> VaultFiles() =>
        new[] { VaultFolder, KeyFolder }.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)).ToDictionary(path => path, path => new FileInfo(path).Length);

    internal async Task<bool> IsSoundAsync() => (await Job.VerifyAsync(null, VaultShare.All, CancellationToken.None)).All(report => report.IsSound);

    public void Dispose()
    {
        Database.Dispose();
        Master.Dispose();
        _random.Dispose();
        _folder.Dispose();
    }

    private static RecognizedPage PageOf(string text)
    {
        var words = text.Split(' ').Select((word, at) => new Word(word, new PixelBox(10 + (at * 100), 10, 100 + (at * 100), 40), new Confidence(0.9))).ToList();
        return new RecognizedPage(2480, 3508, new Dpi(300), [new TextLine(new PixelBox(10, 10, 2000, 40), new Baseline(10, 38, 0), words)]);
    }

    private DocumentVersion NewVersion(DocumentId id, AccountId account, int number, (BlobKey Key, BlobReceipt Receipt) pdf) => new()
    {
        DocumentId = id,
        AccountId = account,
        Number = number,
        Reason = number == 1 ? "first reading" : "read again",
        PdfBlob = pdf.Key,
        PdfLength = pdf.Receipt.Length,
        PdfSha256 = pdf.Receipt.Sha256,
        Title = "Letter",
        Languages = "deu+eng",
        FailedPages = 0,
        IsPdfA = true,
        Pages = 1,
        CreatedAt = Clock.GetUtcNow(),
    };

    private async Task<DocumentKeys> NewKeysAsync(AccountId account, DocumentId id)
    {
        await using var db = Open();
        var accountKey = (await db.Accounts.SingleAsync(row => row.Id == account)).WrappedKey;
        return new DocumentKeys(account.ToString(), id.ToString(), accountKey, Blobs.NewDocumentKey(account.ToString(), accountKey, id.ToString()));
    }

    private async Task<(BlobKey Key, BlobReceipt Receipt)> WriteBlobAsync(DocumentKeys keys, byte[] plain)
    {
        var key = BlobKey.New(keys.Account, _random);
        return (key, await Blobs.WriteAsync(keys, key, new MemoryStream(plain), CancellationToken.None));
    }
}
