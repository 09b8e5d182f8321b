using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Processing;
using Digitize.Storage;

namespace Digitize.Tests;

/// <summary>A migrated SQLite file with an account or two, and a clock.</summary>
internal sealed class TestArchive : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private TestArchive()
    {
        Database = new DigitizeDatabase(new DatabaseOptions { File = _folder.File("digitize.db") });
    }

    internal DigitizeDatabase Database { get; }

    internal TestClock Clock { get; } = new();

    internal string Folder => _folder.Path;

    internal MasterKey Master { get; } = MasterKey.FromBase64(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    internal InstallationSecrets Secrets => new(Database, Master, Clock, RandomNumberGenerator.Create());

    internal Purge NewPurge(IBlobStore store) => new(Database, store, new DeletionLedger(Secrets, new DeletionPromise(TimeSpan.FromDays(35))), Clock);

    internal static async Task<TestArchive> CreateAsync()
    {
        var archive = new TestArchive();
        await new Migrator(archive.Database, archive.Clock).MigrateAsync(CancellationToken.None);
        return archive;
    }

    internal async Task<AccountId> AddAccountAsync(string name)
    {
        var account = new Account { Id = AccountId.New(Clock), Name = name, WrappedKey = [1], CreatedAt = Clock.GetUtcNow() };
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
        Master.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
