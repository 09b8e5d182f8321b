using System.Runtime.Versioning;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Scaled.Tests.Servers;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>A migrated database of one kind, with what writes into it.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ContractDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-contract-").FullName;
    private readonly PostgresDatabase? _postgres;

    private ContractDatabase(PostgresDatabase? postgres)
    {
        _postgres = postgres;
        Database = new DigitizeDatabase(new DatabaseOptions { Postgres = postgres?.Service, File = Path.Combine(_folder, "digitize.db") });
        Blobs = new DiskBlobStore(Path.Combine(_folder, "blobs"), Random);
        Encrypted = new EncryptedBlobs(Blobs, Master, Random);
        Secrets = new InstallationSecrets(Database, Master, Clock, Random);
        Audit = new AuditLog(Encrypted, Secrets, Clock, Random);
    }

    internal DigitizeDatabase Database { get; }

    internal DiskBlobStore Blobs { get; }

    internal EncryptedBlobs Encrypted { get; }

    internal InstallationSecrets Secrets { get; }

    internal AuditLog Audit { get; }

    internal Purge NewPurge() => new(Database, Blobs, new DeletionLedger(Secrets, new DeletionPromise(TimeSpan.FromDays(35))), Audit, Clock);

    /// <summary>What is wrong with this machine's clock.</summary>
    internal ShiftedClock Clock { get; } = new();

    private MasterKey Master { get; } = MasterKey.FromBase64(Convert.ToBase64String(new byte[32]));

    private RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    internal static async Task<ContractDatabase> CreateAsync(bool isPostgres)
    {
        var made = new ContractDatabase(isPostgres ? ServersOfTheTests.Postgres.NewDatabase() : null);
        await new Migrator(made.Database, TimeProvider.System).MigrateAsync(CancellationToken.None);
        return made;
    }

    internal WorkItems ItemsWith(TimeProvider clock) => new(Database, clock);

    internal Intake.Intake NewIntake(WorkSignal signal)
    {
        var storage = new StorageOptions { MinimumFreeGigabytes = 0, MinimumFreePercent = 0, BallastMegabytes = 0 };
        return new Intake.Intake(Database, Encrypted, Blobs, new SpaceGuard(_folder, storage), ItemsWith(Clock), signal, Audit, new IntakeOptions(), Random, Clock);
    }

    internal async Task<AccountId> AddAccountAsync(string name)
    {
        var id = AccountId.New(TimeProvider.System);
        await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = id, Name = name, WrappedKey = Encrypted.NewAccountKey(id.ToString()), CreatedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return id;
    }

    /// <summary>A document that waits to be prepared.</summary>
    internal async Task<(DocumentId Document, WorkItemId Work)> AddDocumentAsync(AccountId account, string title = "Brief")
    {
        var document = new Document
        {
            Id = DocumentId.New(TimeProvider.System),
            AccountId = account,
            FileName = "brief.pdf",
            Title = title,
            Languages = "deu",
            Source = "upload",
            State = DocumentState.Received,
            Reading = 1,
            OriginalBlob = BlobKey.New(account.ToString(), Random),
            OriginalLength = 3,
            OriginalSha256 = [1, 2, 3],
            WrappedKey = [2],
            ReceivedAt = Clock.GetUtcNow(),
        };
        var work = await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(document);
            await db.SaveChangesAsync();
            await ItemsWith(Clock).AddAsync(db, WorkKind.Prepare, account, document.Id, 1, []);
            return await db.WorkItems.Where(row => row.DocumentId == document.Id).Select(row => row.Id).SingleAsync();
        }, CancellationToken.None);
        return (document.Id, work);
    }

    /// <summary>Leases and delays become older, on either kind.</summary>
    internal async Task PassAsync(TimeSpan time)
    {
        if (_postgres is not null)
        {
            await _postgres.PassAsync(time);
        }
        else
        {
            Clock.Offset += time;
        }
    }

    public ValueTask DisposeAsync()
    {
        Database.Dispose();
        Master.Dispose();
        Random.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A clock that is wrong by as much as the test says.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    internal TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
}
