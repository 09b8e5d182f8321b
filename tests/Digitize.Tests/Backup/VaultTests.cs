using System.Diagnostics;
using Digitize.Accounts;
using Digitize.Backup;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Retention;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Tests.Backup;

public sealed class VaultTests
{
    [Test]
    public async Task A_vault_whose_disk_is_not_there_is_told_and_the_other_has_its_backup()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await house.AddDocumentAsync(await house.AddAccountAsync("Muster GmbH"), "KRANICH");
        var away = house.File("away");
        await File.WriteAllTextAsync(away, "");
        house.Options = house.Options with { First = new VaultOptions { Folder = away, KeyFolder = house.File("away-keys") }, Second = house.Options.First };
        var job = house.Job;
        Assert.ThrowsAsync<AggregateException>(() => job.RunAsync(null, default));
        Assert.ThrowsAsync<AggregateException>(() => job.CopyLedgerAsync(default));
        Assert.ThrowsAsync<AggregateException>(() => job.VerifyAsync(null, VaultShare.All, default));
        Assert.ThrowsAsync<AggregateException>(() => job.ScrubAsync(null, VaultShare.All, Actor.System, default));
        Assert.ThrowsAsync<AggregateException>(() => job.DrillAsync(null, VaultShare.All, default));
        var states = await job.StatesAsync(default);
        Assert.That((states[0].Failure is not null, states[0].BackedUpAt), Is.EqualTo((true, (DateTimeOffset?)null)));
        Assert.That((states[1].Failure, states[1].BackedUpAt is not null, states[1].VerifiedAt is not null, states[1].ScrubbedAt is not null, states[1].RestoredAt is not null), Is.EqualTo(((string?)null, true, true, true, true)));
    }

    [Test]
    public async Task A_flipped_bit_a_cut_list_a_missing_blob_and_a_changed_manifest_are_each_found_and_named()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        for (var i = 0; i < 5; i++)
        {
            await house.AddDocumentAsync(account, $"letter {i}");
        }

        await house.Job.RunAsync(null, default);
        Assert.That(await house.IsSoundAsync());
        var blobs = Directory.EnumerateFiles(Path.Combine(house.VaultFolder, account.ToString()), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var lists = Directory.EnumerateFiles(Path.Combine(house.VaultFolder, "records"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        Flip(blobs[0]);
        File.Delete(blobs[1]);
        Assert.That((await house.Job.VerifyAsync(null, VaultShare.All, default)).Single().Faults, Has.Count.EqualTo(2).And.Some.Contains("was damaged").And.Some.Contains("missing"));
        BackupTests.Rewrite(lists[0], (await File.ReadAllBytesAsync(lists[0]))[..^5]);
        Assert.That((await house.Job.VerifyAsync(null, VaultShare.All, default)).Single().Faults, Has.Some.Contains(Path.GetFileName(lists[0])));

        Flip(Directory.EnumerateFiles(Path.Combine(house.VaultFolder, "manifests")).Single());
        Assert.That((await house.Job.VerifyAsync(null, VaultShare.All, default)).Single().Faults, Has.Some.Contains("signature"));
        Assert.That((await house.Job.StatesAsync(default)).Single().Faults, Is.GreaterThan(0));
    }

    [Test]
    public async Task Damage_in_the_live_store_is_healed_from_the_vault_and_what_was_deleted_is_left_alone()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var letters = new List<DocumentId>();
        for (var i = 0; i < 12; i++)
        {
            letters.Add(await house.AddDocumentAsync(account, $"letter {i}"));
        }

        await house.Job.RunAsync(null, default);
        await house.Erasure.EraseAsync(account, letters[11], Actor.System, default);
        var blobs = Directory.EnumerateFiles(house.BlobFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var dice = new Random(11);
        foreach (var path in blobs.Take(10))
        {
            switch (dice.Next(3))
            {
                case 0:
                    Flip(path);
                    break;
                case 1:
                    BackupTests.Rewrite(path, (await File.ReadAllBytesAsync(path))[..^7]);
                    break;
                default:
                    File.Delete(path);
                    break;
            }
        }

        var report = (await house.Job.ScrubAsync(null, VaultShare.All, Actor.System, default)).Single();
        Assert.That((report.Healed.Count, report.Lost.Count), Is.EqualTo((10, 0)));
        Assert.That((await house.Job.ScrubAsync(null, VaultShare.All, Actor.System, default)).Single().Healed, Is.Empty);
        var told = (await house.Trail.ListAsync(null, null, 0, 10, default)).Single(line => line.Entry.Action == AuditAction.StoreScrubbed);
        Assert.That((told.Entry.ActorKind, told.Details!["healed"], told.Details["lost"]), Is.EqualTo((ActorKind.System, "10", "0")), "Told once: the second time nothing differed.");
        await using var db = house.Open();
        foreach (var version in await db.Versions.ToListAsync())
        {
            Assert.That(await house.ReadAsync(version.DocumentId, version.PdfBlob), Does.StartWith("PDF of letter"));
        }
    }

    [Test]
    public async Task The_vaults_own_script_brings_everything_out_with_the_master_key_and_without_us()
    {
        if (Python("-c", "import cryptography").Code != 0)
        {
            Assert.Ignore("python3-cryptography is not installed.");
        }

        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var (kept, erased) = (await house.AddDocumentAsync(account, "Kündigung"), await house.AddDocumentAsync(account, "erased"));
        await house.AddVersionAsync(kept, new string('x', 200_000));
        await house.Job.RunAsync(null, default);
        await house.Erasure.EraseAsync(account, erased, Actor.System, default);
        await File.WriteAllTextAsync(house.File("master.key"), house.MasterKeyText + "\n");
        string[] arguments = [Path.Combine(house.VaultFolder, "about", "restore.py"), "--vault", house.VaultFolder, "--keys", house.KeyFolder, "--master-key", house.File("master.key"), "--out", house.File("out")];
        var (code, said) = Python(arguments);
        Assert.That(code, Is.Zero, said);
        var folder = Path.Combine(house.File("out"), account.ToString(), kept.ToString());
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "original.pdf")), Is.EqualTo("original of Kündigung"));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "version-2.pdf")), Is.EqualTo("PDF of " + new string('x', 200_000)));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(folder, "record.json")), Does.Contain("Letter: Kündigung"));
        Assert.That(Directory.Exists(Path.Combine(house.File("out"), account.ToString(), erased.ToString())), Is.False, "The ledger in the vault knows that it was erased.");

        await File.WriteAllTextAsync(house.File("master.key"), Convert.ToBase64String(new byte[32]) + "\n");
        Assert.That(Python(arguments), Is.EqualTo((4, "restore: the key given is not the one that wrapped this\n")));
    }

    [Test]
    public async Task A_drill_restores_a_share_and_leaves_nothing_behind_and_tells_when_it_could_not()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        for (var i = 0; i < 8; i++)
        {
            await house.AddDocumentAsync(account, $"letter {i}");
        }

        await house.Job.RunAsync(null, default);
        var halves = new[] { (await house.Job.DrillAsync(null, new VaultShare(0, 2), default)).Single(), (await house.Job.DrillAsync(null, new VaultShare(1, 2), default)).Single() };
        Assert.That(halves.Sum(half => half.Restored), Is.EqualTo(8));
        Assert.That(halves.All(half => half.IsGood));
        Assert.That(Directory.Exists(house.File("drill")), Is.False);
        Assert.That((await house.Job.StatesAsync(default)).Single().RestoredAt, Is.EqualTo(house.Clock.GetUtcNow()));
        Flip(Directory.EnumerateFiles(Path.Combine(house.VaultFolder, account.ToString()), "*", SearchOption.AllDirectories).First());
        Assert.That((await house.Job.DrillAsync(null, VaultShare.All, default)).Single(), Has.Property("Restored").EqualTo(7).And.Property("IsGood").False);
    }

    [Test]
    public async Task A_missing_key_bag_and_a_single_place_for_keys_are_told()
    {
        using var house = await VaultedInstallation.CreateAsync();
        await house.AddDocumentAsync(await house.AddAccountAsync("A"), "letter");
        await house.Job.RunAsync(null, default);
        Assert.That(await house.Job.KeyWarningsAsync(default), Has.Count.EqualTo(1).And.Some.Contains("one place only"));
        foreach (var bag in Directory.EnumerateFiles(Path.Combine(house.KeyFolder, "bags")))
        {
            File.Delete(bag);
        }

        Assert.That(await house.Job.KeyWarningsAsync(default), Has.Some.Contains("no key bag"));
        await house.Job.RunAsync(null, default);
        Assert.That(await house.IsSoundAsync(), "The next run writes all keys again.");
    }

    [Test]
    public async Task Old_backups_go_by_themselves_and_take_along_what_only_they_held()
    {
        using var house = await VaultedInstallation.CreateAsync();
        var account = await house.AddAccountAsync("A");
        var (kept, gone) = (await house.AddDocumentAsync(account, "kept"), await house.AddDocumentAsync(account, "Kanarienvogel"));
        house.Clock.Pass(DateTimeOffset.UtcNow - house.Clock.GetUtcNow());
        await house.Job.RunAsync(null, default);
        var inVault = Directory.EnumerateFiles(Path.Combine(house.VaultFolder, account.ToString()), "*", SearchOption.AllDirectories).Count();
        Assert.That(FilesWith(house, "Kanarienvogel"), Is.Not.Empty, "What is looked for can be found.");
        var receipt = ((ErasureResult.Erased)await house.Erasure.EraseAsync(account, gone, Actor.System, default)).Receipt;
        while (house.Clock.GetUtcNow() < receipt.GoneFromBackupsBy)
        {
            house.Clock.Pass(TimeSpan.FromHours(12));
            await house.Job.RunAsync(null, default);
            Assert.That(await house.Job.ListAsync(null, default), Is.Not.Empty);
        }

        Assert.That(FilesWith(house, "Kanarienvogel"), Is.Empty, "Not in the database, its log or its index, not in the store and not in the vault.");
        var left = house.VaultFiles().Keys.ToList();
        Assert.That(left.Count(path => path.Contains(account.ToString(), StringComparison.Ordinal)), Is.EqualTo(inVault / 2), "The blobs of the erased letter are gone, those of the other are there.");
        Assert.That(left.Where(path => File.ReadAllText(path).Contains(gone.ToString(), StringComparison.Ordinal)), Is.Empty);
        Assert.That(await house.IsSoundAsync());
        Assert.That(Directory.EnumerateFiles(Path.Combine(house.KeyFolder, "bags")).Count(), Is.LessThan(20), "Key bags are kept for days only.");
        using var bare = await house.BareMachineAsync();
        Assert.That((await bare.Job.RestoreAsync(null, null, new RestoreScope.Everything(), Actor.OnMachine, default)).Restored, Is.EqualTo(1));
        await using var db = bare.Open();
        Assert.That((await db.Documents.SingleAsync()).Id, Is.EqualTo(kept));
    }

    private static List<string> FilesWith(VaultedInstallation house, string canary) =>
        [.. Directory.EnumerateFiles(house.File(""), "*", SearchOption.AllDirectories).Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(canary)) >= 0)];

    private static (int Code, string Said) Python(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static void Flip(string path)
    {
        var content = File.ReadAllBytes(path);
        content[content.Length / 2] ^= 0x10;
        BackupTests.Rewrite(path, content);
    }
}
