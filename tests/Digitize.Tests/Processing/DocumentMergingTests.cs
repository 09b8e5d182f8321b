using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Privacy;
using Digitize.Processing;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Processing;

/// <summary>What is written when documents become one, what is not when that fails, and taking it back.</summary>
internal sealed class DocumentMergingTests
{
    private const string Receipt = "kassenbon.jpg";
    private const string OnePage = "kuendigung-unterschrift-stempel.pdf";
    private const string TwoPages = "reparatur-bericht-gemischt.pdf";

    [Test]
    public async Task Documents_give_way_to_the_one_that_is_made_of_them_in_one_step()
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (bill, report) = (await desk.AddAsync("Bon", Receipt, OnePage, (1, "Quittung")), await desk.AddAsync("Bericht", TwoPages, TwoPages, (2, "Motor"), (1, "Bremse")));
        await new DocumentChanges(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock).EditAsync(desk.Account, report, null, [TagName.TryParse("Auto")!.Value], Actor.System, CancellationToken.None);
        var started = (MergeResult.Started)await desk.Merges.StartAsync(desk.Account, [new(report, 1), new(bill, null)], "Werkstatt", Actor.ApiKey("test"), CancellationToken.None);
        Assert.That(await desk.StatesAsync(report, bill), Is.EqualTo(new[] { DocumentState.Assembling, DocumentState.Completed }));
        await desk.MergeAsync(await desk.ClaimAsync());

        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        var made = await db.Documents.SingleAsync();
        Assert.That((made.Id, made.Title, made.FileName, made.Source, made.State, made.PageCount, made.CurrentVersion, made.DoubtfulWords), Is.EqualTo((started.Document, "Werkstatt", "Werkstatt.pdf", "merge", DocumentState.Completed, (int?)3, (int?)1, (int?)3)));
        var documents = new DocumentQueries(db);
        var version = (await documents.VersionsAsync(made.Id, CancellationToken.None)).Single();
        Assert.That((version.Number, version.Reason, version.MadeBy, version.Pages), Is.EqualTo((1, "merged", "key test", 3)));
        var pages = await documents.ShownPagesAsync(made.Id, 1, CancellationToken.None);
        Assert.That(pages.Select(page => (page.SourcePage.Value, page.Turn, page.Reading.Text)), Is.EqualTo(new[] { (2, QuarterTurn.Clockwise90, "Motor"), (1, QuarterTurn.Clockwise90, "Bremse"), (3, QuarterTurn.Clockwise90, "Quittung") }));
        Assert.That((await documents.TagsAsync([made.Id], CancellationToken.None))[made.Id], Is.EqualTo(new[] { "Auto" }));
        var keys = (await documents.KeysAsync(made.Id, CancellationToken.None))!;
        using (var words = new StreamReader(await desk.Blobs.OpenAsync(keys, pages[2].Reading.WordsBlob!.Value, CancellationToken.None)))
        {
            Assert.That(await words.ReadToEndAsync(), Is.EqualTo("words of Quittung"));
        }

        var found = await new Search(db, CurrentAccount.Of(desk.Account)).FindAsync("Bremse", [], 10, CancellationToken.None);
        Assert.That(found.Select(each => each.Document.Id), Is.EqualTo(new[] { made.Id }), "Once.");
        var hidden = await documents.MergedDocumentsAsync(made.Id, CancellationToken.None);
        Assert.That(hidden.Select(row => (row.Id, row.State, row.MergedAtPage!.Value.Value, row.PurgeAfter)), Is.EqualTo(new[] { report, bill }.Zip([1, 3], (id, page) => (id, DocumentState.Merged, page, (DateTimeOffset?)desk.Archive.Clock.GetUtcNow() + DocumentTrash.Keep))));
        Assert.That(await db.PlannedVersions.CountAsync(), Is.Zero);
        Assert.That(await db.Changes.OrderBy(row => row.Cursor).Select(row => row.Kind).ToListAsync(), Is.EqualTo(new[] { ChangeKind.Edited, ChangeKind.Assembling, ChangeKind.Merged, ChangeKind.Merged, ChangeKind.Completed }));
        Assert.That(await db.AuditEntries.CountAsync(row => row.Action == AuditAction.DocumentMerged), Is.EqualTo(2));
    }

    [Test]
    public async Task When_the_last_row_cannot_be_written_nothing_is_merged_and_the_next_attempt_does_it_whole()
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (first, second) = (await desk.AddAsync("eins", Receipt, OnePage, (1, "eins")), await desk.AddAsync("zwei", Receipt, OnePage, (1, "zwei")));
        var before = await desk.CountBlobsAsync();
        await desk.AskAsync(first, second);
        var claim = await desk.ClaimAsync();
        await desk.RunAsync("CREATE TRIGGER broken BEFORE INSERT ON changes WHEN NEW.kind = 'Completed' BEGIN SELECT RAISE(ABORT, 'disk'); END");
        Assert.That(async () => await desk.MergeAsync(claim), Throws.InstanceOf<DbUpdateException>());
        Assert.That(await desk.StatesAsync(first, second), Is.EqualTo(new[] { DocumentState.Assembling, DocumentState.Completed }));
        Assert.That(await desk.CountBlobsAsync(), Is.EqualTo(before), "The bytes of the new document are taken back.");

        await desk.RunAsync("DROP TRIGGER broken");
        await desk.MergeAsync(claim);
        Assert.That(await desk.StatesAsync(first, second), Is.All.EqualTo(DocumentState.Merged));
        Assert.That(await desk.CountBlobsAsync(), Is.EqualTo(before + 4), "An original, a PDF, the words of two pages.");
        Assert.That(async () => await desk.MergeAsync(claim with { Fence = claim.Fence - 1 }), Throws.InstanceOf<InvalidOperationException>().Or.InstanceOf<StaleClaimException>(), "Who comes late finds nothing to do.");
    }

    [TestCase("changed")]
    [TestCase("deleted")]
    [TestCase("held")]
    [TestCase("restricted")]
    public async Task What_happens_to_one_of_them_meanwhile_leaves_all_as_they_are_and_says_why(string what)
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (first, second) = (await desk.AddAsync("eins", Receipt, OnePage, (1, "eins")), await desk.AddAsync("zwei", Receipt, OnePage, (1, "zwei")));
        await desk.AskAsync(first, second);
        var claim = await desk.ClaimAsync();
        await (what switch
        {
            "changed" => new DocumentChanges(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock).EditAsync(desk.Account, second, "anders", null, Actor.System, CancellationToken.None),
            "deleted" => desk.Trash.DeleteAsync(desk.Account, second, Actor.System, CancellationToken.None),
            "held" => new LegalHolds(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock).PlaceAsync(desk.Account, second, "Klage", Actor.System, CancellationToken.None),
            _ => (Task)new Restriction(desk.Archive.Database, desk.Trash, desk.Archive.Audit, desk.Archive.Clock).BeginAsync(desk.Account, second, "Streit", Actor.System, CancellationToken.None),
        });
        var no = Assert.ThrowsAsync<UnreadableException>(() => desk.MergeAsync(claim));
        Assert.That(no!.Failure.Detail, Does.Contain("was changed, deleted or put on hold"));
        await desk.WriteAsync(db => GivingUp.RecordAsync(db, claim, no.Failure, desk.Archive.Clock.GetUtcNow()));

        Assert.That((await desk.FindAsync(first))!.State, Is.EqualTo(DocumentState.Completed));
        Assert.That((await desk.FindAsync(second))!.State, Is.EqualTo(what == "deleted" ? DocumentState.Trashed : DocumentState.Completed));
        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        Assert.That((await new DocumentQueries(db).PlannedAsync(first, CancellationToken.None))!.Failure, Is.EqualTo(no.Failure));
    }

    [Test]
    public async Task Taken_back_the_documents_are_as_they_were_and_what_was_made_of_them_lies_in_the_trash()
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (first, second) = (await desk.AddAsync("eins", Receipt, OnePage, (1, "eins")), await desk.AddAsync("zwei", Receipt, OnePage, (1, "zwei")));
        var made = await desk.AskAndMergeAsync(first, second);
        var holds = new LegalHolds(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock);
        var hold = await holds.PlaceAsync(desk.Account, made, "Klage", Actor.System, CancellationToken.None);
        Assert.That(await desk.UndoAsync(second), Is.EqualTo(UnmergeResult.OnHold));
        await holds.ReleaseAsync(desk.Account, hold!.Id, Actor.System, CancellationToken.None);
        Assert.That(await desk.UndoAsync(made), Is.EqualTo(UnmergeResult.NotMerged));

        var third = await desk.AddAsync("drei", Receipt, OnePage, (1, "drei"));
        var larger = await desk.AskAndMergeAsync(made, third);
        Assert.That(await desk.UndoAsync(first), Is.EqualTo(UnmergeResult.WholeGaveWay), "The later one has to be taken back first.");
        Assert.That(await desk.UndoAsync(third), Is.EqualTo(UnmergeResult.Done));
        Assert.That(await desk.StatesAsync(larger, made, third, first), Is.EqualTo(new[] { DocumentState.Trashed, DocumentState.Completed, DocumentState.Completed, DocumentState.Merged }));

        Assert.That(await desk.UndoAsync(second), Is.EqualTo(UnmergeResult.Done));
        Assert.That(await desk.UndoAsync(second), Is.EqualTo(UnmergeResult.NotMerged), "a second time");
        Assert.That(await desk.StatesAsync(made, first, second), Is.EqualTo(new[] { DocumentState.Trashed, DocumentState.Completed, DocumentState.Completed }));
        await using var db = desk.Archive.Database.Open(CurrentAccount.Of(desk.Account));
        Assert.That((await new DocumentQueries(db).VersionsAsync(first, CancellationToken.None)).Count, Is.EqualTo(1), "Nothing was read or made again.");
        Assert.That((await new Search(db, CurrentAccount.Of(desk.Account)).FindAsync("zwei", [], 10, CancellationToken.None)).Select(each => each.Document.Id), Is.EqualTo(new[] { second }));
    }

    [Test]
    public async Task What_was_merged_goes_after_its_time_and_what_was_made_of_it_stays()
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (first, second) = (await desk.AddAsync("eins", Receipt, OnePage, (1, "eins")), await desk.AddAsync("zwei", Receipt, OnePage, (1, "zwei")));
        var made = await desk.AskAndMergeAsync(first, second);
        await desk.Trash.DeleteAsync(desk.Account, first, Actor.System, CancellationToken.None);
        await desk.Trash.RestoreAsync(desk.Account, first, Actor.System, CancellationToken.None);
        Assert.That(await desk.StatesAsync(first), Is.EqualTo(new[] { DocumentState.Merged }), "Deleted and taken back, it is what it was.");
        desk.Archive.Clock.Pass(DocumentTrash.Keep);
        Assert.That(await desk.Archive.NewPurge(desk.Store).RunAsync(CancellationToken.None), Is.EqualTo(2));
        Assert.That((await desk.FindAsync(made))!.State, Is.EqualTo(DocumentState.Completed));
        Assert.That(await desk.CountBlobsAsync(), Is.EqualTo(4), "The original, the PDF and the words of the one that stays.");
    }

    [Test]
    public async Task What_cannot_be_merged_is_refused_before_anything_is_done()
    {
        await using var desk = await MergingDesk.CreateAsync();
        var (first, second) = (await desk.AddAsync("eins", Receipt, OnePage, (1, "eins")), await desk.AddAsync("zwei", Receipt, OnePage, (1, "zwei")));
        var unread = await desk.Archive.AddDocumentAsync(desk.Account);
        var stranger = await desk.Archive.AddDocumentAsync(await desk.Archive.AddAccountAsync("berta"));
        Assert.That(await desk.AskAsync(first), Is.InstanceOf<MergeResult.Refused>());
        Assert.That(await desk.AskAsync(first, second, first), Is.InstanceOf<MergeResult.Refused>());
        Assert.That(await desk.AskAsync([.. Enumerable.Range(0, DocumentMerge.MostSources + 1).Select(_ => DocumentId.New(desk.Archive.Clock))]), Is.InstanceOf<MergeResult.Refused>());
        Assert.That(await desk.AskAsync(first, unread), Is.EqualTo(new MergeResult.NotFinished(unread, DocumentState.Received)));
        Assert.That(await desk.AskAsync(first, stranger), Is.InstanceOf<MergeResult.Unknown>());
        Assert.That(await desk.Merges.StartAsync(desk.Account, [new(first, 1), new(second, 2)], null, Actor.System, CancellationToken.None), Is.EqualTo(new MergeResult.OtherVersion(second, 1)));
        var holds = new LegalHolds(desk.Archive.Database, desk.Archive.Audit, desk.Archive.Clock);
        var hold = await holds.PlaceAsync(desk.Account, second, "Klage", Actor.System, CancellationToken.None);
        Assert.That(await desk.AskAsync(first, second), Is.InstanceOf<MergeResult.OnHold>());
        await holds.ReleaseAsync(desk.Account, hold!.Id, Actor.System, CancellationToken.None);
        await desk.WriteAsync(db => db.Documents.Where(row => row.Id == second).ExecuteUpdateAsync(set => set.SetProperty(row => row.PageCount, 2000)));
        Assert.That(await desk.AskAsync(first, second), Is.InstanceOf<MergeResult.TooManyPages>());
        await desk.WriteAsync(db => db.Documents.Where(row => row.Id == second).ExecuteUpdateAsync(set => set.SetProperty(row => row.PageCount, 1).SetProperty(row => row.OriginalLength, 256_000_000)));
        Assert.That(await desk.AskAsync(first, second), Is.InstanceOf<MergeResult.TooLarge>());
        await using var db = desk.Archive.Database.Open(CurrentAccount.Everyone);
        Assert.That((await db.WorkItems.CountAsync(), await db.Changes.CountAsync(), await db.PlannedVersions.CountAsync()), Is.EqualTo((0, 0, 0)));
        Assert.That(AttachmentNames.Of(["a.jpg", "A.JPG", "b", "a.jpg", "a (2).jpg"]), Is.EqualTo(new[] { "a.jpg", "A (2).JPG", "b", "a (3).jpg", "a (2) (2).jpg" }));
    }
}
