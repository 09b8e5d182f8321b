using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Retention;
using Digitize.Tests.Backup;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Retention;

public sealed class ErasureTests
{
    private static readonly TimeSpan TrashTime = TimeSpan.FromDays(30);

    [Test]
    public async Task An_erased_letter_is_gone_at_once_and_the_receipt_says_when_every_copy_is()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var (account, other) = (await house.AddAccountAsync("A"), await house.AddAccountAsync("B"));
        var letter = await house.AddDocumentAsync(account, "Kontoauszug");
        await house.Job.RunAsync(null, default);
        Assert.That(await house.Erasure.EraseAsync(other, letter, Actor.System, default), Is.TypeOf<ErasureResult.Unknown>(), "It is not theirs.");
        var receipt = ((ErasureResult.Erased)await house.Erasure.EraseAsync(account, letter, Actor.System, default)).Receipt;
        Assert.That(receipt.UnreadableInBackupsBy - receipt.ErasedAt, Is.EqualTo(TimeSpan.FromDays(7) + TimeSpan.FromHours(1)));
        Assert.That(receipt.GoneFromBackupsBy - receipt.ErasedAt, Is.EqualTo(TimeSpan.FromDays(35)));
        Assert.That(Directory.EnumerateFiles(house.BlobFolder, "*", SearchOption.AllDirectories), Is.Empty);
        var check = await house.Erasure.CheckAsync(receipt, default);
        Assert.That((check.IsKept, check.BackupsThatHoldIt.Count), Is.EqualTo((true, 1)), "The backup of before still lists it.");
        Assert.That((await house.Erasure.CheckAsync(receipt with { ErasedAt = receipt.ErasedAt.AddDays(-1) }, default)).IsSigned, Is.False);
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.Unknown>());
    }

    [Test]
    public async Task A_vault_that_is_away_keeps_nobody_from_the_receipt()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letter = await house.AddDocumentAsync(account, "Kontoauszug");
        var away = house.File("away");
        await File.WriteAllTextAsync(away, "");
        house.Options = house.Options with { Second = new VaultOptions { Folder = away, KeyFolder = house.File("away-keys") } };
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.Erased>());
    }

    [Test]
    public async Task What_a_letter_was_split_from_goes_with_it_where_nobody_sees_it_and_a_hold_on_any_of_them_keeps_all()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var stack = await house.AddDocumentAsync(account, "stack", DocumentState.Split);
        var half = await house.AddDocumentAsync(account, "half", DocumentState.Split);
        var (letter, other) = (await house.AddDocumentAsync(account, "letter"), await house.AddDocumentAsync(account, "other"));
        foreach (var (part, whole) in new[] { (half, stack), (letter, half), (other, half) })
        {
            await house.WriteAsync(db => db.AllDocuments.Where(row => row.Id == part).ExecuteUpdateAsync(set => set.SetProperty(row => row.SplitFrom, whole)));
        }

        var holds = new LegalHolds(house.Database, house.Audit, house.Clock);
        var hold = await holds.PlaceAsync(account, stack, "Klage", Actor.System, default);
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.OnHold>());
        Assert.That(await AllAsync(), Is.EquivalentTo(new[] { stack, half, letter, other }), "Nothing has gone.");
        await holds.ReleaseAsync(account, hold!.Id, Actor.System, default);
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.Erased>());
        Assert.That(await AllAsync(), Is.EqualTo(new[] { other }), "The same pages were in both of them.");

        async Task<List<DocumentId>> AllAsync()
        {
            await using var db = house.Database.Open(CurrentAccount.Everyone);
            return await db.AllDocuments.Select(row => row.Id).ToListAsync();
        }
    }

    [Test]
    public async Task With_a_merged_letter_everything_goes_that_nobody_sees_and_has_its_pages()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var stack = await house.AddDocumentAsync(account, "stack", DocumentState.Split);
        var (left, right) = (await house.AddDocumentAsync(account, "left", DocumentState.Merged), await house.AddDocumentAsync(account, "right", DocumentState.Merged));
        var (letter, earlier) = (await house.AddDocumentAsync(account, "letter"), await house.AddDocumentAsync(account, "earlier", DocumentState.Trashed));
        var (other, deleted) = (await house.AddDocumentAsync(account, "other"), await house.AddDocumentAsync(account, "deleted", DocumentState.Trashed));
        await house.WriteAsync(async db =>
        {
            await db.AllDocuments.Where(row => row.Id == left).ExecuteUpdateAsync(set => set.SetProperty(row => row.SplitFrom, stack));
            await db.AllDocuments.Where(row => row.Id == earlier).ExecuteUpdateAsync(set => set.SetProperty(row => row.Source, DocumentMerge.Source));
            await db.AllDocuments.Where(row => row.Id == left || row.Id == right || row.Id == earlier).ExecuteUpdateAsync(set => set.SetProperty(row => row.MergedInto, letter));
        });
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.Erased>());
        await using var db = house.Database.Open(CurrentAccount.Everyone);
        Assert.That(await db.AllDocuments.Select(row => row.Id).ToListAsync(), Is.EquivalentTo(new[] { other, deleted }));
    }

    [Test]
    public async Task A_letter_that_was_merged_once_takes_what_lies_in_the_trash_of_that_along_and_not_its_brothers()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var made = await house.AddDocumentAsync(account, "made", DocumentState.Trashed);
        var (letter, brother, deleted) = (await house.AddDocumentAsync(account, "letter"), await house.AddDocumentAsync(account, "brother"), await house.AddDocumentAsync(account, "deleted", DocumentState.Trashed));
        await house.WriteAsync(db => db.AllDocuments.Where(row => row.Id == letter || row.Id == brother || row.Id == deleted).ExecuteUpdateAsync(set => set.SetProperty(row => row.MergedInto, made)));
        Assert.That(await house.Erasure.EraseAsync(account, letter, Actor.System, default), Is.TypeOf<ErasureResult.Erased>());
        await using var db = house.Database.Open(CurrentAccount.Everyone);
        Assert.That(await db.AllDocuments.Select(row => row.Id).ToListAsync(), Is.EquivalentTo(new[] { brother, deleted }));
    }

    [Test]
    public async Task No_backup_of_before_brings_an_erased_letter_back()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var (kept, erased) = (await house.AddDocumentAsync(account, "kept"), await house.AddDocumentAsync(account, "erased"));
        await house.Job.RunAsync(null, default);
        await house.Erasure.EraseAsync(account, erased, Actor.System, default);
        Assert.That((await house.Job.RestoreAsync(null, null, new RestoreScope.OneDocument(erased), Actor.OnMachine, default)).Deleted, Is.EqualTo(1));

        // The machine burns down before the next backup: the ledger's copy in the vault is all there is.
        using var bare = await house.BareMachineAsync();
        var restored = await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default);
        Assert.That((restored.Restored, restored.Deleted), Is.EqualTo((1L, 1L)));
        Assert.That((await bare.Job.RestoreAsync(null, null, new RestoreScope.OneDocument(erased), Actor.OnMachine, default)).Deleted, Is.EqualTo(1), "The restored installation knows it as well.");
        Assert.That(Directory.EnumerateFiles(bare.BlobFolder, "*", SearchOption.AllDirectories).Count(), Is.EqualTo(3), "Only those of the other letter.");
    }

    [Test]
    public async Task A_letter_whose_time_in_the_trash_ran_out_can_be_had_back_for_as_long_as_its_key_is_kept()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letter = await house.AddDocumentAsync(account, "letter");
        house.Clock.Pass(DateTimeOffset.UtcNow - house.Clock.GetUtcNow());
        await house.Job.RunAsync(null, default);
        await new DocumentTrash(house.Database, house.Audit, house.Clock, TrashTime).DeleteAsync(account, letter, Actor.System, default);
        await house.Job.RunAsync(null, default);
        house.Clock.Pass(TrashTime);
        await house.Job.RunAsync(null, default);
        Assert.That(await house.Purge.RunAsync(default), Is.EqualTo(1));
        await house.Job.RunAsync(null, default);
        var before = (await house.Job.ListAsync(null, default))[^2].Name;
        Assert.That((await house.Job.RestoreAsync(null, before, new RestoreScope.OneAccount(account), Actor.OnMachine, default)).Restored, Is.Zero, "Nobody asked for this one.");
        Assert.That((await house.Job.RestoreAsync(null, before, new RestoreScope.OneDocument(letter), Actor.OnMachine, default)).Restored, Is.EqualTo(1));

        await house.Purge.EndAsync(account, letter, DeletionReason.TrashRanOut, Actor.System, default);
        await house.Job.RunAsync(null, default);
        house.Clock.Pass(TimeSpan.FromDays(8));
        await house.Job.RunAsync(null, default);
        Assert.That((await house.Job.RestoreAsync(null, before, new RestoreScope.OneDocument(letter), Actor.OnMachine, default)).WithoutKey, Is.EqualTo(1), "Its key is in no bag any more.");
    }
}
