using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Intake;

/// <summary>The way in, with a database and a blob store of its own.</summary>
internal sealed class Letterbox : IAsyncDisposable
{
    private readonly TestArchive _archive;
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();
    private readonly MasterKey _master = MasterKey.FromBase64(Convert.ToBase64String(new byte[32]));

    private Letterbox(TestArchive archive, IntakeOptions options)
    {
        _archive = archive;
        Store = new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _dice);
        Blobs = new EncryptedBlobs(Store, _master, _dice);
        var storage = new StorageOptions { MinimumFreeGigabytes = 0, MinimumFreePercent = 0, BallastMegabytes = 0 };
        Intake = new Digitize.Intake.Intake(
            archive.Database, Blobs, Store, new SpaceGuard(archive.Folder, storage), new WorkItems(archive.Database, archive.Clock), new WorkSignal(), archive.Audit, options, _dice, archive.Clock);
    }

    internal static byte[] Pdf(string words) => System.Text.Encoding.ASCII.GetBytes($"%PDF-1.4\n% {words}\n");

    internal DigitizeDatabase Database => _archive.Database;

    internal TestClock Clock => _archive.Clock;

    internal AuditLog Audit => _archive.Audit;

    internal string Folder => _archive.Folder;

    internal DiskBlobStore Store { get; }

    internal EncryptedBlobs Blobs { get; }

    internal Digitize.Intake.Intake Intake { get; }

    internal static async Task<Letterbox> CreateAsync(IntakeOptions? options = null) => new(await TestArchive.CreateAsync(), options ?? new IntakeOptions());

    internal async Task<IntakeResult> SendAsync(AccountId account, byte[] bytes, string? key = null, string name = "brief.pdf") =>
        await Intake.AcceptAsync(From(account) with { FileName = name, IdempotencyKey = key }, new MemoryStream(bytes), CancellationToken.None);

    internal static Submission From(AccountId account) => new(account, null, "brief.pdf", null, "", null, "upload", SplitMode.None);

    internal async Task<byte[]> OriginalAsync(Document document)
    {
        await using var db = Database.Open(CurrentAccount.Everyone);
        await using var content = await Blobs.OpenAsync((await DocumentBlobs.KeysAsync(db, document.Id, CancellationToken.None))!, document.OriginalBlob, CancellationToken.None);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    internal async Task<AccountId> AddAccountAsync(string name)
    {
        var id = AccountId.New(Clock);
        await Database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            db.Add(new Account { Id = id, Name = name, WrappedKey = Blobs.NewAccountKey(id.ToString()), CreatedAt = Clock.GetUtcNow() });
            await db.SaveChangesAsync();
        }, CancellationToken.None);
        return id;
    }

    internal async Task<List<Document>> DocumentsAsync()
    {
        await using var db = Database.Open(CurrentAccount.Everyone);
        return await db.Documents.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    internal async Task<List<BlobKey>> BlobsAsync()
    {
        var keys = new List<BlobKey>();
        await foreach (var listed in Store.ListAsync("", CancellationToken.None))
        {
            keys.Add(listed.Key);
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        _master.Dispose();
        _dice.Dispose();
    }
}
