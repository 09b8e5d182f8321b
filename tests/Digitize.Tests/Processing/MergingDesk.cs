using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

/// <summary>An account with letters that were read, with their blobs, and all that merges them. The files are samples; what was read of them is made up.</summary>
internal sealed class MergingDesk : IAsyncDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly WorkSignal _signal = new();
    private readonly InProcessRunner _runner = new(Children.Tessdata, engines: 1);
    private readonly Scratch _scratch;
    private readonly SourceFiles _sources;
    private readonly WorkItems _items;
    private readonly DocumentMerging _merging;
    private byte[] _accountKey = [];

    private MergingDesk(TestArchive archive)
    {
        Archive = archive;
        Store = new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _random);
        Blobs = new EncryptedBlobs(Store, archive.Master, _random);
        Trash = new DocumentTrash(archive.Database, archive.Audit, archive.Clock);
        _items = new WorkItems(archive.Database, archive.Clock);
        _scratch = new Scratch(Path.Combine(archive.Folder, "scratch"), archive.Clock, _random);
        _sources = new SourceFiles(Blobs, _scratch, mostIdle: 1);
        var documents = new OpenDocuments(archive.Database, _sources, Blobs, _scratch, new ProcessingOptions { Tessdata = Children.Tessdata });
        _merging = new DocumentMerging(archive.Database, documents, _runner, Blobs, Store, Trash, archive.Audit, _random, archive.Clock);
        Merges = new DocumentMerges(archive.Database, _items, _signal, Trash, archive.Audit, archive.Clock);
    }

    internal TestArchive Archive { get; }

    internal DiskBlobStore Store { get; }

    internal EncryptedBlobs Blobs { get; }

    internal DocumentTrash Trash { get; }

    internal DocumentMerges Merges { get; }

    internal AccountId Account { get; private set; }

    internal static async Task<MergingDesk> CreateAsync()
    {
        var desk = new MergingDesk(await TestArchive.CreateAsync());
        desk.Account = await desk.Archive.AddAccountAsync("anna");
        await using var db = desk.Archive.Database.Open(CurrentAccount.Everyone);
        desk._accountKey = await db.Accounts.Select(row => row.WrappedKey).SingleAsync();
        return desk;
    }

    /// <param name="rendition">A sample with as many pages as there are <paramref name="pages"/>.</param>
    /// <param name="pages">Which page of the original each is, and its text.</param>
    internal async Task<DocumentId> AddAsync(string title, string original, string rendition, params (int Source, string Text)[] pages)
    {
        Archive.Clock.Pass(TimeSpan.FromMinutes(1));
        var (id, now) = (DocumentId.New(Archive.Clock), Archive.Clock.GetUtcNow());
        var keys = new DocumentKeys(Account.ToString(), id.ToString(), _accountKey, Blobs.NewDocumentKey(Account.ToString(), _accountKey, id.ToString()));
        var (originalBlob, originalReceipt) = await StoreAsync(keys, await File.ReadAllBytesAsync(Children.Sample(original)));
        var (pdfBlob, pdfReceipt) = await StoreAsync(keys, await File.ReadAllBytesAsync(Children.Sample(rendition)));
        var shown = new List<ShownPage>();
        foreach (var (source, text) in pages)
        {
            var number = PageNumber.FromIndex(shown.Count);
            var (words, _) = await StoreAsync(keys, Encoding.UTF8.GetBytes($"words of {text}"));
            shown.Add(new ShownPage(number, new PageNumber(source), QuarterTurn.Clockwise90, Reading(id, number, words, text)));
        }

        var version = Version(id, title, pdfBlob, pdfReceipt, pages.Length, now);
        var document = new Document
        {
            Id = id,
            AccountId = Account,
            FileName = original,
            Title = title,
            Languages = version.Languages,
            Source = "upload",
            State = DocumentState.Completed,
            Reading = 1,
            Format = FileFormat.Pdf,
            PageCount = pages.Length,
            PagesDone = pages.Length,
            CurrentVersion = 1,
            OriginalBlob = originalBlob,
            OriginalLength = originalReceipt.Length,
            OriginalSha256 = originalReceipt.Sha256,
            WrappedKey = keys.WrappedDocumentKey,
            ReceivedAt = now,
            FinishedAt = now,
        };
        await WriteAsync(async db =>
        {
            db.Add(document);
            db.Add(new PageText { AccountId = Account, DocumentId = id, Text = title });
            await db.SaveChangesAsync();
            await Versions.AddAsync(db, version, shown);
            await Versions.ShowTextAsync(db, id, shown);
        });
        return id;
    }

    internal Task<MergeResult> AskAsync(params DocumentId[] documents) => Merges.StartAsync(Account, [.. documents.Select(id => new MergeWish(id, null))], null, Actor.ApiKey("test"), CancellationToken.None);

    internal Task<UnmergeResult> UndoAsync(DocumentId source) => Merges.UndoAsync(Account, source, Actor.ApiKey("test"), CancellationToken.None);

    /// <summary>The work, as a worker does it.</summary>
    internal async Task MergeAsync(WorkClaim claim)
    {
        PlannedVersion planned;
        await using (var db = Archive.Database.Open(CurrentAccount.Everyone))
        {
            planned = await db.PlannedVersions.SingleAsync(row => row.DocumentId == claim.Document && row.Reading == claim.Reading);
        }

        await _merging.MergeAsync(claim, planned, DocumentMerge.OfJson(planned.Edit!)!, CancellationToken.None);
    }

    internal async Task<WorkClaim> ClaimAsync()
    {
        await using var db = Archive.Database.Open(CurrentAccount.Everyone);
        var item = await db.WorkItems.SingleAsync(row => row.State == WorkState.Ready);
        return (await _items.ClaimAsync(item.Id, CancellationToken.None))!;
    }

    internal async Task<DocumentId> AskAndMergeAsync(params DocumentId[] documents)
    {
        var started = (MergeResult.Started)await AskAsync(documents);
        await MergeAsync(await ClaimAsync());
        return started.Document;
    }

    internal async Task<Document?> FindAsync(DocumentId id)
    {
        await using var db = Archive.Database.Open(CurrentAccount.Of(Account));
        return await db.AllDocuments.SingleOrDefaultAsync(row => row.Id == id);
    }

    internal async Task<DocumentState[]> StatesAsync(params DocumentId[] ids)
    {
        await using var db = Archive.Database.Open(CurrentAccount.Of(Account));
        var states = await db.AllDocuments.ToDictionaryAsync(row => row.Id, row => row.State);
        return [.. ids.Select(id => states[id])];
    }

    internal Task WriteAsync(Func<DigitizeDb, Task> write) => Archive.Database.WriteAsync(CurrentAccount.Everyone, write, CancellationToken.None);

    internal Task RunAsync(string sql) => WriteAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    internal async Task<int> CountBlobsAsync() => await Store.ListAsync("", CancellationToken.None).CountAsync();

    public async ValueTask DisposeAsync()
    {
        _sources.Dispose();
        _scratch.Dispose();
        _runner.Dispose();
        _signal.Dispose();
        await Archive.DisposeAsync();
        _random.Dispose();
    }

    private async Task<(BlobKey Blob, BlobReceipt Receipt)> StoreAsync(DocumentKeys keys, byte[] content)
    {
        var blob = BlobKey.New(keys.Account, _random);
        return (blob, await Blobs.WriteAsync(keys, blob, new MemoryStream(content), CancellationToken.None));
    }

    private DocumentVersion Version(DocumentId id, string title, BlobKey pdf, BlobReceipt receipt, int pages, DateTimeOffset now) => new()
    {
        DocumentId = id,
        AccountId = Account,
        Number = 1,
        Reason = "first reading",
        Title = title,
        Languages = "deu",
        PdfBlob = pdf,
        PdfLength = receipt.Length,
        PdfSha256 = receipt.Sha256,
        IsPdfA = true,
        Pages = pages,
        FailedPages = 0,
        CreatedAt = now,
    };

    private PageReading Reading(DocumentId id, PageNumber page, BlobKey words, string text) => new()
    {
        DocumentId = id,
        Version = 1,
        Page = page,
        AccountId = Account,
        KeepsText = false,
        WidthPoints = 595,
        HeightPoints = 842,
        Confidence = 0.5,
        Words = 1,
        DoubtfulWords = 1,
        WordsBlob = words,
        Text = text,
    };
}
