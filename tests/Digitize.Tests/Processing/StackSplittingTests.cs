using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Processing;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

/// <summary>What is written when a stack becomes documents, and what is not when that fails.</summary>
internal sealed class StackSplittingTests
{
    [Test]
    public async Task A_stack_gives_way_to_its_letters_in_one_step()
    {
        await using var desk = await Desk.CreateAsync();
        var claim = await desk.ClaimAsync(desk.Stack);
        await desk.SplitAsync(claim, "alpha", "beta", "beta");

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        var letters = await db.Documents.OrderBy(row => row.SplitFromPage).ToListAsync();
        Assert.That(letters.Select(row => row.Title), Is.EqualTo(new[] { "Post (1 of 3)", "Post (2 of 3)", "Post (3 of 3)" }));
        Assert.That(letters.Select(row => (row.SplitFrom, row.Split, row.State, row.Source)), Is.All.EqualTo(((DocumentId?)desk.Stack, SplitMode.None, DocumentState.Received, "upload")));
        Assert.That(letters.Select(row => row.DuplicateOf), Is.All.Null, "Two sheets of one stack that are alike are no copies of each other.");
        Assert.That(await new DocumentQueries(db).PartsAsync(desk.Stack, CancellationToken.None), Is.EqualTo(letters.Select(row => row.Id)));
        var stack = (await new DocumentQueries(db).FindWithTrashAsync(desk.Stack, CancellationToken.None))!;
        Assert.That((stack.State, stack.PageCount, stack.PurgeAfter), Is.EqualTo((DocumentState.Split, (int?)5, (DateTimeOffset?)desk.Archive.Clock.GetUtcNow() + DocumentTrash.Keep)));
        Assert.That((await db.WorkItems.Where(row => row.State == WorkState.Ready).ToListAsync()).Select(row => (row.Kind, row.DocumentId)), Is.EquivalentTo(letters.Select(row => (WorkKind.Prepare, row.Id))));
        Assert.That(await db.Changes.OrderBy(row => row.Cursor).Select(row => row.Kind).ToListAsync(), Is.EqualTo(new[] { ChangeKind.Split, ChangeKind.Received, ChangeKind.Received, ChangeKind.Received }));
        var keys = (await DocumentBlobs.KeysAsync(db, letters[0].Id, CancellationToken.None))!;
        using var content = new StreamReader(await desk.Blobs.OpenAsync(keys, letters[0].OriginalBlob, CancellationToken.None));
        Assert.That(await content.ReadToEndAsync(), Is.EqualTo("alpha"));
    }

    [Test]
    public async Task A_letter_that_an_earlier_stack_brought_is_a_duplicate_of_that_one()
    {
        await using var desk = await Desk.CreateAsync();
        await desk.SplitAsync(await desk.ClaimAsync(desk.Stack), "alpha", "beta");
        desk.Archive.Clock.Pass(TimeSpan.FromMinutes(1));
        var second = await desk.Archive.AddDocumentAsync(desk.Account, "Post 2");
        await desk.SplitAsync(await desk.ClaimAsync(second), "beta", "gamma");

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        var earlier = await db.Documents.SingleAsync(row => row.Title == "Post (2 of 2)");
        Assert.That((await db.Documents.SingleAsync(row => row.Title == "Post 2 (1 of 2)")).DuplicateOf, Is.EqualTo(earlier.Id));
        Assert.That((await db.Documents.SingleAsync(row => row.Title == "Post 2 (2 of 2)")).DuplicateOf, Is.Null);
    }

    [Test]
    public async Task When_the_last_row_cannot_be_written_nothing_is_split_and_the_next_attempt_does_it_whole()
    {
        await using var desk = await Desk.CreateAsync();
        await desk.RunAsync("CREATE TRIGGER broken BEFORE INSERT ON changes WHEN (SELECT count(*) FROM changes) = 2 BEGIN SELECT RAISE(ABORT, 'disk'); END");
        var claim = await desk.ClaimAsync(desk.Stack);
        Assert.That(async () => await desk.SplitAsync(claim, "alpha", "beta"), Throws.InstanceOf<DbUpdateException>());
        await using (var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account)))
        {
            Assert.That((await db.Documents.SingleAsync()).State, Is.EqualTo(DocumentState.Received));
            Assert.That((await db.WorkItems.SingleAsync()).State, Is.EqualTo(WorkState.Leased));
            Assert.That(await db.Changes.CountAsync(), Is.Zero);
            Assert.That(await desk.CountBlobsAsync(), Is.Zero, "The bytes of the letters are taken back.");
        }

        await desk.RunAsync("DROP TRIGGER broken");
        await desk.SplitAsync(claim, "alpha", "beta");
        await using var after = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        Assert.That(await after.Documents.CountAsync(), Is.EqualTo(2));
        Assert.That(await desk.CountBlobsAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_stack_that_was_deleted_or_taken_by_another_meanwhile_is_not_split()
    {
        await using var desk = await Desk.CreateAsync();
        var claim = await desk.ClaimAsync(desk.Stack);
        Assert.That(async () => await desk.SplitAsync(claim with { Fence = claim.Fence + 1 }, "alpha", "beta"), Throws.InstanceOf<StaleClaimException>());
        await new DocumentTrash(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock).DeleteAsync(desk.Account, desk.Stack, Actor.System, CancellationToken.None);
        Assert.That(async () => await desk.SplitAsync(claim, "alpha", "beta"), Throws.InstanceOf<StaleClaimException>());
        await using var db = desk.Archive.Database.Open(CurrentAccount.Everyone);
        Assert.That(await db.Documents.CountAsync(), Is.Zero);
        Assert.That(await desk.CountBlobsAsync(), Is.Zero);
    }

    [Test]
    public async Task A_stack_on_hold_does_not_give_way_to_its_parts()
    {
        await using var desk = await Desk.CreateAsync();
        var holds = new LegalHolds(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock);
        var hold = await holds.PlaceAsync(desk.Account, desk.Stack, "Klage", Actor.System, CancellationToken.None);
        var claim = await desk.ClaimAsync(desk.Stack);
        Assert.That(async () => await desk.SplitAsync(claim, "alpha", "beta"), Throws.InstanceOf<StaleClaimException>());
        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        Assert.That((await db.Documents.SingleAsync()).State, Is.EqualTo(DocumentState.Received));
        Assert.That(await desk.CountBlobsAsync(), Is.Zero);
        await holds.ReleaseAsync(desk.Account, hold!.Id, Actor.System, CancellationToken.None);
        await desk.SplitAsync(claim, "alpha", "beta");
        Assert.That(await db.Documents.CountAsync(), Is.EqualTo(2));
    }

    [Test]
    public async Task A_split_that_is_taken_back_is_read_as_a_whole_and_never_split_again()
    {
        await using var desk = await Desk.CreateAsync();
        await desk.SplitAsync(await desk.ClaimAsync(desk.Stack), "alpha", "beta");
        using var signal = new WorkSignal();
        var again = new ReadingAgain(desk.Archive.Database, desk.Work, signal, desk.Archive.Audit, desk.Archive.Clock);
        Assert.That(await again.UndoSplitAsync(desk.Account, desk.Stack, Actor.System, CancellationToken.None), Is.True);
        Assert.That(await again.UndoSplitAsync(desk.Account, desk.Stack, Actor.System, CancellationToken.None), Is.False, "a second time");

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        var stack = await db.Documents.SingleAsync(row => row.Id == desk.Stack);
        Assert.That((stack.State, stack.Split, stack.Reading, stack.PurgeAfter), Is.EqualTo((DocumentState.Received, SplitMode.None, 2, (DateTimeOffset?)null)));
        var item = await db.WorkItems.SingleAsync(row => row.DocumentId == desk.Stack && row.State == WorkState.Ready);
        Assert.That((await desk.Work.ClaimAsync(item.Id, CancellationToken.None))?.Reading, Is.EqualTo(2));
        Assert.That(await db.Documents.CountAsync(), Is.EqualTo(3), "The letters stay.");
    }

    [Test]
    public async Task A_split_stack_goes_after_its_time_also_when_it_was_deleted_and_taken_back()
    {
        await using var desk = await Desk.CreateAsync();
        await desk.SplitAsync(await desk.ClaimAsync(desk.Stack), "alpha", "beta");
        var trash = new DocumentTrash(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock);
        Assert.That(await trash.DeleteAsync(desk.Account, desk.Stack, Actor.System, CancellationToken.None), Is.True);
        Assert.That(await trash.RestoreAsync(desk.Account, desk.Stack, Actor.System, CancellationToken.None), Is.True);
        var purge = desk.Archive.NewPurge(desk.Store);
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero);
        desk.Archive.Clock.Pass(DocumentTrash.Keep);
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.EqualTo(1));

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        Assert.That(await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Select(row => row.State).ToListAsync(), Is.EqualTo(new[] { DocumentState.Received, DocumentState.Received }));
    }

    /// <summary>An account with a stack, and all that splits it.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
        private readonly StackSplitting _splitting;

        private Desk(TestArchive archive)
        {
            Archive = archive;
            Store = new DiskBlobStore(Path.Combine(archive.Folder, "blobs"), _random);
            Blobs = new EncryptedBlobs(Store, archive.Master, _random);
            Work = new WorkItems(archive.Database, archive.Clock);
            _splitting = new StackSplitting(archive.Database, Blobs, Store, Work, new DocumentTrash(archive.Database, archive.Audit, archive.Clock), archive.Audit, _random, archive.Clock);
        }

        internal TestArchive Archive { get; }

        internal DiskBlobStore Store { get; }

        internal EncryptedBlobs Blobs { get; }

        internal WorkItems Work { get; }

        internal AccountId Account { get; private set; }

        internal DocumentId Stack { get; private set; }

        internal static async Task<Desk> CreateAsync()
        {
            var desk = new Desk(await TestArchive.CreateAsync());
            desk.Account = await desk.Archive.AddAccountAsync("anna");
            desk.Stack = await desk.Archive.AddDocumentAsync(desk.Account, "Post");
            return desk;
        }

        internal async Task<WorkClaim> ClaimAsync(DocumentId document)
        {
            await Archive.Database.WriteAsync(CurrentAccount.Everyone, db => Work.AddAsync(db, WorkKind.Prepare, Account, document, 1, []), CancellationToken.None);
            await using var db = Archive.Database.Open(CurrentAccount.Everyone);
            var item = await db.WorkItems.SingleAsync(row => row.DocumentId == document);
            return (await Work.ClaimAsync(item.Id, CancellationToken.None))!;
        }

        internal async Task SplitAsync(WorkClaim claim, params string[] letters)
        {
            await using var db = Archive.Database.Open(CurrentAccount.Everyone);
            var stack = await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).SingleAsync(row => row.Id == claim.Document);
            var found = new Inspection(FileFormat.Pdf, [.. Enumerable.Range(1, (2 * letters.Length) - 1).Select(page => new InspectedPage(new PageNumber(page), false, default, null))], false, null);
            var parts = letters.Select((text, i) =>
            {
                var path = Path.Combine(Archive.Folder, $"part-{i}");
                File.WriteAllText(path, text);
                return new StackPart(new PageRange(new PageNumber(1 + (2 * i)), new PageNumber(1 + (2 * i))), path);
            });
            await _splitting.SplitAsync(claim, stack, found, [.. parts], CancellationToken.None);
        }

        internal Task RunAsync(string sql) => Archive.Database.WriteAsync(CurrentAccount.Everyone, async db => { await db.Database.ExecuteSqlRawAsync(sql); }, CancellationToken.None);

        internal async Task<int> CountBlobsAsync() => await Store.ListAsync("", CancellationToken.None).CountAsync();

        public async ValueTask DisposeAsync()
        {
            await Archive.DisposeAsync();
            _random.Dispose();
        }
    }
}
