using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;
using Digitize.Cli.Verbs;
using Digitize.Ocr;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Tests.Orders;

/// <summary>What the verbs <c>backup</c>, <c>receipt</c> and <c>account export</c> order, carried out where no service runs.</summary>
internal sealed class BackupOrdersTests
{
    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("digitize-backup-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_backup_is_made_listed_verified_planned_and_restored_into_an_empty_folder()
    {
        await using (var services = Services("data", hasVault: true))
        {
            await GiveAsync(services, new Order.CreateAccount("Muster GmbH"));
            var made = await GiveAsync(services, new Order.RunBackup(null, IsDryRun: false));
            Assert.That(made.Code, Is.EqualTo(ExitCode.Done), made.Sentence);
            Assert.That(made.Output, Does.Match(@"^first: 00000001-\d{8}T\d{6}Z, 0 documents, of which 0 were looked at; 0 files \(0 MB\) copied\.$"));
            Assert.That((await GiveAsync(services, new Order.ListBackups(null))).Output, Does.StartWith("VAULT\tBACKUP\tTAKEN AT\tDOCUMENTS\tFILES\tMB\tMISSING\nfirst\t"));
            Assert.That((await GiveAsync(services, new Order.VerifyBackups(null, 1, 1))).Output, Does.EndWith("sound."));
            Assert.That((await GiveAsync(services, new Order.RunBackup("first", IsDryRun: true))).Output, Does.EndWith("keep\tthe newest"));
            Assert.That((await GiveAsync(services, new Order.RestoreBackup(null, null, null, null))).Sentence, Does.StartWith("there are accounts in this installation already"));
            Assert.That((await GiveAsync(services, new Order.CheckReceipt("{"))).Code, Is.EqualTo(ExitCode.NotReadable));
        }

        await using var bare = Services("bare", hasVault: true);
        Assert.That((await GiveAsync(bare, new Order.RestoreBackup(null, null, null, null))).Output, Does.StartWith("0 documents restored from "));
        Assert.That((await GiveAsync(bare, new Order.CreateAccount("Muster GmbH"))).Sentence, Is.EqualTo("there is an account with this name already."));
    }

    [Test]
    public async Task A_vault_whose_manifest_was_changed_is_told_in_a_sentence_and_nothing_is_restored()
    {
        await using (var services = Services("data", hasVault: true))
        {
            await GiveAsync(services, new Order.CreateAccount("Muster GmbH"));
            await GiveAsync(services, new Order.RunBackup(null, IsDryRun: false));
        }

        var manifest = Directory.EnumerateFiles(Path.Combine(_folder, "vault", "manifests")).Single();
        File.SetUnixFileMode(manifest, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest)).Replace("\"sequence\":1", "\"sequence\":2", StringComparison.Ordinal));
        await using var bare = Services("bare", hasVault: true);
        var answer = await GiveAsync(bare, new Order.RestoreBackup(null, null, null, null));
        Assert.That((answer.Code, answer.Sentence), Is.EqualTo((ExitCode.ResultFailedCheck, $"The signature of {Path.GetFileName(manifest)} is not right: it was changed, or another installation made it.")));
        Assert.That((await GiveAsync(bare, new Order.CreateAccount("Muster GmbH"))).Code, Is.EqualTo(ExitCode.Done), "Nothing was restored.");
    }

    [Test]
    public async Task Of_two_vaults_of_which_one_is_away_the_operator_hears_of_both()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "away"), "");
        await using var services = Services("data", hasVault: true, secondVault: "away");
        await GiveAsync(services, new Order.CreateAccount("Muster GmbH"));
        foreach (var (order, first) in new (Order, string)[]
        {
            (new Order.RunBackup(null, IsDryRun: false), @"^first: 00000001-\d{8}T\d{6}Z\.$"),
            (new Order.VerifyBackups(null, 1, 1), @"^first: 1 backups, .* sound\.$"),
            (new Order.ScrubStore(), @"^first: 0 files of the store read, 0 brought back, 0 lost\.$"),
        })
        {
            var answer = await GiveAsync(services, order);
            Assert.That(answer.Code, Is.EqualTo(ExitCode.FileAccess), $"{order.GetType().Name}: {answer.Sentence}");
            Assert.That(answer.Sentence, Does.Contain(Path.Combine(_folder, "away")));
            Assert.That(answer.Output, Does.Match(first));
        }
    }

    [Test]
    public async Task Everything_of_an_account_is_written_into_a_file_of_its_owner_alone_and_never_over_another()
    {
        await using var services = Services("data", hasVault: false);
        await GiveAsync(services, new Order.CreateAccount("Muster GmbH"));
        var file = Path.Combine(_folder, "muster.zip");
        var written = await GiveAsync(services, new Order.ExportAccount("Muster GmbH", file));
        Assert.That((written.Code, written.Output), Is.EqualTo((ExitCode.Done, $"0 documents are in {file}. It is not encrypted: only its owner can read it now, and only as long as you keep it so.")), written.Sentence);
        Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        using (var zip = ZipFile.OpenRead(file))
        {
            Assert.That(zip.GetEntry("audit.jsonl"), Is.Not.Null);
        }

        Assert.That((await GiveAsync(services, new Order.ExportAccount("Muster GmbH", file))).Sentence, Is.EqualTo($"{file} is there already: nothing is written over it."));
        Assert.That((await GiveAsync(services, new Order.ExportAccount("Nobody", file))).Sentence, Is.EqualTo("there is no account with this name."));
        var nowhere = await GiveAsync(services, new Order.ExportAccount("Muster GmbH", Path.Combine(_folder, "missing", "muster.zip")));
        Assert.That((nowhere.Code, Directory.GetFiles(_folder)), Is.EqualTo((ExitCode.FileAccess, new[] { file })));
        Assert.That((await GiveAsync(services, new Order.ListAudit("Muster GmbH", null, AsJson: false))).Output, Does.Contain("exportWritten").IgnoreCase);
    }

    [Test]
    public async Task Without_a_vault_the_settings_to_give_are_named()
    {
        await using var services = Services("data", hasVault: false);
        var answer = await GiveAsync(services, new Order.RunBackup(null, IsDryRun: false));
        Assert.That((answer.Code, answer.Sentence), Is.EqualTo((ExitCode.WrongArguments, "no vault is set: give DIGITIZE_Backup__First__Folder, a folder on another disk, and DIGITIZE_Backup__First__KeyFolder, another one for its keys.")));
    }

    [TestCase("backup", "verify", "--share", "0/3")]
    [TestCase("backup", "restore", "--account", "X", "--document", "Y")]
    [TestCase("receipt", "check")]
    public void What_makes_no_sense_is_refused(params string[] arguments) =>
        Assert.That(new RootCommand { BackupVerb.Build(), ReceiptVerb.Build() }.Parse(arguments).Errors, Is.Not.Empty);

    private static async Task<OrderAnswer> GiveAsync(IServiceProvider services, Order order)
    {
        var answer = await OrderDesk.CarryOutAsync(services, order, CancellationToken.None);
        while (answer.IsUnderWay)
        {
            answer = await OrderDesk.CarryOutAsync(services, new Order.AskProgress(), CancellationToken.None);
        }

        return answer;
    }

    private ServiceProvider Services(string data, bool hasVault, string? secondVault = null)
    {
        var settings = new Dictionary<string, string?> { ["MasterKey:Base64"] = _masterKey };
        if (hasVault)
        {
            (settings["Backup:First:Folder"], settings["Backup:First:KeyFolder"]) = (Path.Combine(_folder, "vault"), Path.Combine(_folder, "keys"));
        }

        if (secondVault is not null)
        {
            (settings["Backup:Second:Folder"], settings["Backup:Second:KeyFolder"]) = (Path.Combine(_folder, secondVault), Path.Combine(_folder, secondVault + "-keys"));
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(new ConfigurationBuilder().AddConfiguration(InstallationSettings.For(Path.Combine(_folder, data), workers: 0)).AddInMemoryCollection(settings).Build());
        services.AddDigitizeAccounts();
        services.AddSingleton<LongOrders>();
        return services.BuildServiceProvider();
    }
}
