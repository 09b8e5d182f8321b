using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Retention;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Digitize.Tests.Retention;

public sealed class RetentionJobTests : IDisposable
{
    private readonly RandomNumberGenerator _dice = RandomNumberGenerator.Create();

    [OneTimeTearDown]
    public void Dispose() => _dice.Dispose();

    [Test]
    public async Task What_is_over_its_time_goes_to_the_trash_once_and_stays_when_it_is_taken_back()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var (old, fresh, without) = (await FiledAsync(archive, account, "kurz", 1), await FiledAsync(archive, account, "lang", 120), await archive.AddDocumentAsync(account));
        var trash = new DocumentTrash(archive.Database, archive.Audit, archive.Clock);
        var job = new RetentionJob(archive.Database, trash, archive.Audit, archive.Clock);
        archive.Clock.Pass(TimeSpan.FromDays(40));
        Assert.That((await job.PlanAsync(null, CancellationToken.None)).Due.Select(planned => planned.Document), Is.EqualTo(new[] { old }));
        Assert.That(await StatesAsync(archive), Has.Count.EqualTo(3), "A plan changes nothing.");

        var done = await job.RunAsync(CancellationToken.None);
        Assert.That((done.Trashed, done.Kept[KeepReason.NotDue]), Is.EqualTo((1, 1)));
        Assert.That(await StatesAsync(archive), Is.EquivalentTo(new[] { fresh, without }));
        Assert.That((await job.RunAsync(CancellationToken.None)).Trashed, Is.Zero);
        var told = (await ToldAsync(archive, AuditAction.DocumentTrashed)).Single();
        Assert.That((told.ObjectId, told.ActorKind, told.Reason), Is.EqualTo((old.ToString(), ActorKind.System, $"retention of type {await TypeOfAsync(archive, old)}")), "By its id: names of types are the customer's.");
        Assert.That(await trash.RestoreAsync(account, old, Actor.System, CancellationToken.None));
        archive.Clock.Pass(TimeSpan.FromDays(1));
        var again = await job.RunAsync(CancellationToken.None);
        Assert.That((again.Trashed, again.Due.Single().Decision.Sentence), Is.EqualTo((0, "\"kurz\" is kept for 1 months, due since 2026-04-01; it was put into the trash for that and taken out again.")));
    }

    [Test]
    public async Task What_a_clock_years_ahead_has_trashed_is_taken_back_and_goes_when_its_day_has_really_come()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var letter = await FiledAsync(archive, account, "jahre", 24);
        var trash = new DocumentTrash(archive.Database, archive.Audit, archive.Clock);
        var job = new RetentionJob(archive.Database, trash, archive.Audit, archive.Clock);
        archive.Clock.Pass(TimeSpan.FromDays(3650));
        Assert.That((await job.RunAsync(CancellationToken.None)).Trashed, Is.EqualTo(1));
        archive.Clock.Pass(-TimeSpan.FromDays(3650));
        Assert.That(await archive.NewPurge(Store(archive)).RunAsync(CancellationToken.None), Is.Zero);
        Assert.That(await trash.RestoreAsync(account, letter, Actor.System, CancellationToken.None));
        Assert.That((await job.RunAsync(CancellationToken.None)).Trashed, Is.Zero);
        archive.Clock.Pass(TimeSpan.FromDays(731));
        Assert.That((await job.RunAsync(CancellationToken.None)).Trashed, Is.EqualTo(1));
    }

    [Test]
    public async Task A_hold_keeps_the_trash_from_being_emptied_and_when_the_last_one_is_released_it_goes()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var letter = await archive.AddDocumentAsync(account);
        var (trash, holds, purge) = (new DocumentTrash(archive.Database, archive.Audit, archive.Clock), new LegalHolds(archive.Database, archive.Audit, archive.Clock), archive.NewPurge(Store(archive)));
        Assert.That(await trash.DeleteAsync(account, letter, Actor.System, CancellationToken.None));
        var one = (await holds.PlaceAsync(account, letter, "Klage", new Actor(ActorKind.User, "1"), CancellationToken.None))!;
        var all = (await holds.PlaceAsync(account, null, "Prüfung", new Actor(ActorKind.User, "2"), CancellationToken.None))!;
        archive.Clock.Pass(TimeSpan.FromDays(400));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero);
        await holds.ReleaseAsync(account, one.Id, new Actor(ActorKind.User, "3"), CancellationToken.None);
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero);
        var released = await holds.ReleaseAsync(account, all.Id, new Actor(ActorKind.User, "3"), CancellationToken.None);
        await holds.ReleaseAsync(account, all.Id, new Actor(ActorKind.User, "4"), CancellationToken.None);
        Assert.That((released!.ReleasedBy, released.ReleasedAt), Is.EqualTo(("user 3", (DateTimeOffset?)archive.Clock.GetUtcNow())));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.EqualTo(1));
        Assert.That((await holds.ListAsync(account, null, CancellationToken.None)).Select(hold => (hold.Reason, hold.ReleasedBy)), Is.EquivalentTo(new[] { ("Klage", "user 3"), ("Prüfung", "user 3") }), "The record stays.");
        Assert.That((await ToldAsync(archive, AuditAction.HoldPlaced)).Select(entry => (entry.ObjectId, entry.Reason)), Is.EqualTo(new[] { (letter.ToString(), $"hold {one.Id}"), (account.ToString(), $"hold {all.Id}") }));
        Assert.That((await ToldAsync(archive, AuditAction.HoldReleased)).Select(entry => entry.ActorId), Is.EqualTo(new[] { "3", "3" }), "Whoever came too late has released nothing.");
    }

    [Test]
    public async Task Bytes_of_a_restricted_document_are_no_orphans_and_its_trash_is_not_emptied()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var letter = await archive.AddDocumentAsync(account);
        var trash = new DocumentTrash(archive.Database, archive.Audit, archive.Clock);
        var restriction = new Restriction(archive.Database, trash, archive.Audit, archive.Clock);
        await trash.DeleteAsync(account, letter, Actor.System, CancellationToken.None);
        Assert.That(await restriction.BeginAsync(account, letter, "streitig", new Actor(ActorKind.User, "1"), CancellationToken.None));
        Assert.That(await restriction.BeginAsync(account, letter, "noch einmal", new Actor(ActorKind.User, "2"), CancellationToken.None), Is.False);
        Assert.That(await ReferencedBlobs.AllAsync(archive.Database, CancellationToken.None), Has.Count.EqualTo(1));
        archive.Clock.Pass(TimeSpan.FromDays(400));
        var purge = archive.NewPurge(Store(archive));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero);
        Assert.That(await restriction.LiftAsync(account, letter, Actor.System, CancellationToken.None));
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.Zero, "There is time to take it back.");
        Assert.That(await ToldAsync(archive, AuditAction.RestrictionBegun), Has.Count.EqualTo(1), "The second changed nothing.");
        Assert.That(await ToldAsync(archive, AuditAction.RestrictionLifted), Has.Count.EqualTo(1));
        archive.Clock.Pass(DocumentTrash.Keep);
        Assert.That(await purge.RunAsync(CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task The_schedule_goes_round_once_a_day_and_a_clock_that_is_set_back_does_not_stop_it()
    {
        await using var archive = await TestArchive.CreateAsync();
        var account = await archive.AddAccountAsync("A");
        var options = new RetentionOptions();
        var job = new RetentionJob(archive.Database, new DocumentTrash(archive.Database, archive.Audit, archive.Clock), archive.Audit, archive.Clock);
        var rounds = new RetentionRounds(new JobLeases(archive.Database, _dice, archive.Clock), job, new ContractJob(archive.Database, archive.NewPurge(Store(archive)), archive.Audit, options, archive.Clock));
        using var schedule = new RetentionSchedule(rounds, options, archive.Clock, NullLogger<RetentionSchedule>.Instance);
        await schedule.LookAsync(CancellationToken.None);
        await FiledAsync(archive, account, "kurz", 1, new DateOnly(2020, 1, 1));
        await schedule.LookAsync(CancellationToken.None);
        Assert.That(await StatesAsync(archive), Has.Count.EqualTo(1), "It has gone round today.");
        archive.Clock.Pass(TimeSpan.FromHours(18.5));
        await schedule.LookAsync(CancellationToken.None);
        Assert.That(await StatesAsync(archive), Is.Empty, "It is half past two.");
        archive.Clock.Pass(-TimeSpan.FromDays(3650));
        await FiledAsync(archive, account, "alt", 1, new DateOnly(2010, 1, 1));
        await schedule.LookAsync(CancellationToken.None);
        Assert.That(await StatesAsync(archive), Is.Empty);
    }

    [TestCase(0, 365, 10)]
    [TestCase(30, 0, 10)]
    [TestCase(30, 365, 0)]
    public void Settings_that_keep_nothing_are_refused(int trash, int end, int years)
    {
        var options = new RetentionOptions { TrashDays = trash, ContractEndDays = end, ContractDataYears = years };
        Assert.That(Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true), Is.False);
        var least = new RetentionOptions { TrashDays = 1, ContractEndDays = 1, ContractDataYears = 1 };
        Assert.That(Validator.TryValidateObject(least, new ValidationContext(least), null, validateAllProperties: true));
    }

    private DiskBlobStore Store(TestArchive archive) => new(Path.Combine(archive.Folder, "blobs"), _dice);

    private static async Task<DocumentId> FiledAsync(TestArchive archive, AccountId account, string type, int months, DateOnly? dated = null)
    {
        var (name, filing) = (TagName.TryParse(type)!.Value, new Filing(archive.Database, archive.Audit, archive.Clock));
        Assert.That(await new DocumentTypes(archive.Database, archive.Audit, archive.Clock).AddAsync(account, name, months, Actor.System, CancellationToken.None), Is.TypeOf<TypeChange.Done>());
        var document = await archive.AddDocumentAsync(account);
        Assert.That(await filing.SetTypeAsync(account, document, name, Actor.System, CancellationToken.None), Is.TypeOf<FilingResult.Done>());
        Assert.That(await filing.SetDateAsync(account, document, dated, Actor.System, CancellationToken.None), Is.TypeOf<FilingResult.Done>());
        return document;
    }

    private static async Task<List<AuditEntry>> ToldAsync(TestArchive archive, AuditAction action)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.AuditEntries.Where(row => row.Action == action).OrderBy(row => row.Sequence).ToListAsync();
    }

    private static async Task<DocumentTypeId?> TypeOfAsync(TestArchive archive, DocumentId document)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.AllDocuments.Where(row => row.Id == document).Select(row => row.Type).SingleAsync();
    }

    private static async Task<List<DocumentId>> StatesAsync(TestArchive archive)
    {
        await using var db = archive.Database.Open(CurrentAccount.Everyone);
        return await db.Documents.Select(row => row.Id).ToListAsync();
    }
}
