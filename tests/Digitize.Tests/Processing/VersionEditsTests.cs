using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

/// <summary>What becomes of a document whose edit cannot be made, and of those who come late.</summary>
internal sealed class VersionEditsTests
{
    private static readonly VersionEdit Swapped = new([new EditedPage(new PageNumber(2), QuarterTurn.None), new EditedPage(PageNumber.First, QuarterTurn.HalfTurn)]);

    [Test]
    public async Task An_edit_that_cannot_be_made_leaves_the_document_as_it_was_and_says_why()
    {
        await using var desk = await Desk.CreateAsync();
        Assert.That(await desk.EditAsync(1, Swapped), Is.InstanceOf<EditResult.Started>());
        var claim = await desk.ClaimAsync();
        Assert.That(await desk.WriteAsync(db => GivingUp.RecordAsync(db, claim, new Failure(FailureCode.Signed, "test"), desk.Archive.Clock.GetUtcNow())), Is.True);

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        var documents = new DocumentQueries(db);
        var document = await documents.FindAsync(desk.Letter, CancellationToken.None);
        Assert.That((document!.State, document.CurrentVersion, document.Failure), Is.EqualTo((DocumentState.Completed, (int?)1, (Failure?)null)));
        Assert.That((await documents.PlannedAsync(desk.Letter, CancellationToken.None))!.Failure, Is.EqualTo(new Failure(FailureCode.Signed, "test")));
        Assert.That(await desk.WriteAsync(writing => WorkItems.SettleAsync(writing, claim, desk.Archive.Clock.GetUtcNow())), Is.False, "Its worker comes too late.");
        using var signal = new WorkSignal();
        var again = new ReadingAgain(desk.Archive.Database, desk.Work, signal, desk.Archive.Audit, desk.Archive.Clock);
        Assert.That(await new DeadWork(desk.Archive.Database, again).RetryAsync(desk.Letter, Actor.System, CancellationToken.None), Is.False, "Reading it again would undo the owner's edits.");
        Assert.That(await desk.EditAsync(1, Swapped), Is.InstanceOf<EditResult.Started>(), "The next may be made.");
        Assert.That(await db.PlannedVersions.CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_being_edited_or_is_another_version_or_in_the_trash_is_not_edited()
    {
        await using var desk = await Desk.CreateAsync();
        Assert.That(await desk.EditAsync(2, Swapped), Is.InstanceOf<EditResult.Refused>(), "There is no version 2.");
        Assert.That(await desk.RestoreAsync(1), Is.EqualTo(RestoreResult.Done), "It is shown already.");
        Assert.That(await desk.EditAsync(1, Swapped), Is.InstanceOf<EditResult.Started>());
        Assert.That(await desk.EditAsync(1, Swapped), Is.InstanceOf<EditResult.TooLate>());
        Assert.That(await desk.RestoreAsync(1), Is.EqualTo(RestoreResult.WrongState));
        await new DocumentTrash(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock).DeleteAsync(desk.Account, desk.Letter, Actor.System, CancellationToken.None);
        Assert.That(await desk.EditAsync(1, Swapped), Is.InstanceOf<EditResult.TooLate>());
    }

    [Test]
    public void An_edit_names_pages_that_are_there_each_once_and_changes_something()
    {
        EditedPage Same(int page) => new(new PageNumber(page), QuarterTurn.None);
        Assert.That(new VersionEdit([]).Fault(2), Is.EqualTo("A document has at least one page."));
        Assert.That(new VersionEdit([Same(3)]).Fault(2), Is.EqualTo("The version has 2 pages and no page 3."));
        Assert.That(new VersionEdit([Same(2), Same(1), Same(2)]).Fault(2), Is.EqualTo("Page 2 is there twice."));
        Assert.That(Swapped.Fault(2), Is.Null);
        Assert.That(new[] { new VersionEdit([Same(1), Same(2)]), new VersionEdit([Same(1)]), Swapped }.Select(edit => edit.ChangesNothing(2)), Is.EqualTo(new[] { true, false, false }));
        var corrected = new VersionEdit([Same(1) with { Texts = new Dictionary<int, string> { [3] = "Größe" } }, Same(2)]);
        var stored = VersionEdit.FromJson(corrected.ToJson());
        Assert.That(stored.Pages.Select(page => (page.Page, page.Turn)), Is.EqualTo(corrected.Pages.Select(page => (page.Page, page.Turn))));
        Assert.That((stored.Pages[0].Texts![3], stored.Pages[1].Texts), Is.EqualTo(("Größe", (IReadOnlyDictionary<int, string>?)null)));
    }

    /// <summary>A letter that was read: a version of two pages.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
        private readonly MasterKey _master;
        private readonly EncryptedBlobs _blobs;
        private readonly WorkSignal _signal = new();

        private Desk(TestArchive archive)
        {
            Archive = archive;
            _master = MasterKey.LoadOrCreate(Path.Combine(archive.Folder, "master.key"), _random);
            _blobs = new EncryptedBlobs(new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _random), _master, _random);
            Work = new WorkItems(archive.Database, archive.Clock);
        }

        internal TestArchive Archive { get; }

        internal WorkItems Work { get; }

        internal AccountId Account { get; private set; }

        internal DocumentId Letter { get; private set; }

        internal static async Task<Desk> CreateAsync()
        {
            var desk = new Desk(await TestArchive.CreateAsync());
            desk.Account = await desk.Archive.AddAccountAsync("anna");
            desk.Letter = await desk.Archive.AddDocumentAsync(desk.Account);
            await desk.WriteAsync(async db => { await ReadLetter.AddVersionAsync(db, desk.Account, desk.Letter, desk._random, desk.Archive.Clock.GetUtcNow(), "eins", "zwei"); return true; });
            return desk;
        }

        internal Task<T> WriteAsync<T>(Func<DigitizeDb, Task<T>> write) => Archive.Database.WriteAsync(CurrentAccount.Everyone, write, CancellationToken.None);

        internal Task<EditResult> EditAsync(int basedOn, VersionEdit edit) =>
            new VersionEdits(Archive.Database, _blobs, Work, _signal, new WordConfirmations(Archive.Database, _blobs, new DiskBlobStore(Path.Combine(Archive.Folder, "blobs"), _random), Archive.Audit, Archive.Clock, _random), Archive.Audit, Archive.Clock).EditPagesAsync(Account, Letter, basedOn, edit, Actor.ApiKey("test"), CancellationToken.None);

        internal Task<RestoreResult> RestoreAsync(int version) => new Versions(Archive.Database, Archive.Audit, Archive.Clock).RestoreAsync(Account, Letter, version, Actor.ApiKey("test"), CancellationToken.None);

        internal async Task<WorkClaim> ClaimAsync()
        {
            await using var db = Archive.Database.Open(CurrentAccount.Everyone);
            var item = await db.WorkItems.SingleAsync(row => row.State == WorkState.Ready);
            return (await Work.ClaimAsync(item.Id, CancellationToken.None))!;
        }

        public async ValueTask DisposeAsync()
        {
            await Archive.DisposeAsync();
            _signal.Dispose();
            _master.Dispose();
            _random.Dispose();
        }
    }
}
