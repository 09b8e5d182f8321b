using System.Runtime.Versioning;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Tests.Backup;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Scaled.Tests.Database;

/// <summary>Backups do not see which database it was.</summary>
[SupportedOSPlatform("linux")]
internal sealed class BackupContract
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task What_one_database_backed_up_the_other_restores_and_changes_are_seen_on_both(bool fromPostgres)
    {
        string? Place(bool isPostgres) => isPostgres ? ServersOfTheTests.Postgres.NewDatabase().Service : null;
        using var house = await VaultedInstallation.CreateAsync(postgres: Place(fromPostgres));
        var account = await house.AddAccountAsync("Muster GmbH");
        var (letter, gone) = (await house.AddDocumentAsync(account, "Mahnung"), await house.AddDocumentAsync(account, "gone"));
        await house.Job.RunAsync(null, default);
        await house.WriteAsync(db => db.Documents.Where(row => row.Id == letter).ExecuteUpdateAsync(set => set.SetProperty(row => row.Title, "Another title")));
        await house.Purge.EndAsync(account, gone, DeletionReason.Erased, Digitize.Accounts.Actor.System, default);
        var second = (await house.Job.RunAsync(null, default)).Single();
        Assert.That((second.IsFull, second.Changed, second.Documents), Is.EqualTo((false, 2L, 1L)));
        Assert.That((await house.Job.RunAsync(null, default)).Single().Changed, Is.Zero);

        using var other = await house.BareMachineAsync(Place(!fromPostgres));
        var restored = await other.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Digitize.Accounts.Actor.OnMachine, default);
        Assert.That((restored.Restored, restored.Faults.Count), Is.EqualTo((1L, 0)));
        Assert.That(await RowsAsync(other, letter), Is.EqualTo(await RowsAsync(house, letter)));
        await using var db = other.Open();
        Assert.That(await db.Texts.Where(row => row.Page != null).Select(row => row.Text).SingleAsync(), Is.EqualTo("Mahnung"));

        // And on from there, in the same vault.
        var next = (await other.Job.RunAsync(null, default)).Single();
        Assert.That((next.IsFull, next.Documents, next.BlobsCopied), Is.EqualTo((true, 1L, 0L)), "Another database: all is looked at, and what is there already is not copied.");
        Assert.That(await other.IsSoundAsync());
    }

    private static async Task<string> RowsAsync(VaultedInstallation house, DocumentId document)
    {
        await using var db = house.Open();
        return (await DocumentRecords.ReadAsync(db, [document], default)).Single().Tables.ToJsonString();
    }
}
