using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;

namespace Digitize.Tests;

/// <summary>A migrated SQLite file with an account or two, and a clock.</summary>
internal sealed class TestArchive : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private readonly MasterKey _master = MasterKey.FromBase64(Convert.ToBase64String(new byte[32]));

    private TestArchive()
    {
        Database = new DigitizeDatabase(new DatabaseOptions { File = _folder.File("digitize.db") });
        Encrypted = new EncryptedBlobs(new DiskBlobStore(_folder.File("no-blobs"), RandomNumberGenerator.Create()), _master, RandomNumberGenerator.Create());
        Audit = new AuditLog(Encrypted, SecretsIn(Database), Clock, RandomNumberGenerator.Create());
    }

    internal MasterKey Master => _master;

    internal EncryptedBlobs Encrypted { get; }

    internal AuditLog Audit { get; }

    internal DigitizeDatabase Database { get; }

    internal TestClock Clock { get; } = new();

    internal string Folder => _folder.Path;

    internal InstallationSecrets SecretsIn(DigitizeDatabase database) => new(database, _master, Clock, RandomNumberGenerator.Create());

    internal InstallationSecrets Secrets => SecretsIn(Database);

    internal Purge NewPurge(IBlobStore store) => new(Database, store, new DeletionLedger(Secrets, new DeletionPromise(TimeSpan.FromDays(35))), Audit, Clock);

    internal static async Task<TestArchive> CreateAsync()
    {
        var archive = new TestArchive();
        await new Migrator(archive.Database, archive.Clock).MigrateAsync(CancellationToken.None);
        return archive;
    }

    internal async Task<AccountId> AddAccountAsync(string name)
    {
        var id = AccountId.New(Clock);
        var account = new Account { Id = id, Name = name, WrappedKey = Encrypted.NewAccountKey(id.ToString()), CreatedAt = Clock.GetUtcNow() };
        await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(account);
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return account.Id;
    }

    internal async Task<DocumentId> AddDocumentAsync(AccountId account, string title = "Brief")
    {
        var document = new Document
        {
            Id = DocumentId.New(Clock),
            AccountId = account,
            FileName = "brief.pdf",
            Title = title,
            Languages = "deu",
            Source = "upload",
            State = DocumentState.Received,
            Reading = 1,
            OriginalBlob = BlobKey.New(account.ToString(), RandomNumberGenerator.Create()),
            OriginalLength = 3,
            OriginalSha256 = [1, 2, 3],
            WrappedKey = [2],
            ReceivedAt = Clock.GetUtcNow(),
        };
        await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(document);
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return document.Id;
    }

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
