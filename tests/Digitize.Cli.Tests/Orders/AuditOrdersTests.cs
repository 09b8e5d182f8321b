using System.Security.Cryptography;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Cli.Orders;
using Digitize.Database;
using Digitize.Ocr;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Tests.Orders;

/// <summary>What <c>digitize audit</c> says of an installation.</summary>
internal sealed class AuditOrdersTests
{
    private string _folder = "";
    private ServiceProvider _services = null!;

    [SetUp]
    public async Task MakeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("digitize-audit-test-").FullName;
        var settings = new Dictionary<string, string?>
        {
            ["Installation:DataFolder"] = _folder,
            ["MasterKey:Base64"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["Processing:Tessdata"] = _folder,
            ["Processing:Workers"] = "0",
        };
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddDigitizeAccounts();
        _services = services.BuildServiceProvider();
        await AskAsync(new Order.CreateAccount("Muster GmbH"));
        await AskAsync(new Order.CreateUser("anna@example.org", "Muster GmbH", "owner"));
        await AskAsync(new Order.CreateKey("Muster GmbH", "documents:read", 5));
    }

    [TearDown]
    public async Task RemoveAsync()
    {
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_sound_audit_is_listed_verified_and_anchored()
    {
        var listed = (await AskAsync(new Order.ListAudit("Muster GmbH", null, AsJson: false))).Output!.Split('\n');
        Assert.That(listed, Has.Length.EqualTo(4));
        Assert.That(listed[0], Is.EqualTo("SEQUENCE\tAT\tACTOR\tACTION\tOBJECT\tREASON\tOUTCOME\tDETAILS"));
        Assert.That(listed[2].Split('\t'), Has.Length.EqualTo(8).And.Contains("Operator machine").And.Contains("UserAdded").And.Contains("login: anna@example.org; role: Owner"));
        var json = (await AskAsync(new Order.ListAudit(null, null, AsJson: true))).Output!.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.That(json.Select(line => line.GetProperty("action").GetString()), Is.EqualTo(new[] { "accountCreated" }));
        Assert.That((await AskAsync(new Order.ListAudit("Muster GmbH", Guid.Empty.ToString(), AsJson: true))).Output, Is.Empty);

        var anchors = (await AskAsync(new Order.ListAuditHeads())).Output!.Split('\n');
        Assert.That(await AskAsync(new Order.VerifyAudit(anchors)), Is.EqualTo(OrderAnswer.Done("The audit is sound: 4 entries in 2 chains, compared with 2 anchors.")));
        Assert.That((await AskAsync(new Order.VerifyAudit([]))).Output, Does.EndWith("Without anchors nobody can tell whether its end was cut off."));
        foreach (var (order, sentence) in new (Order, string)[]
        {
            (new Order.VerifyAudit([anchors[0], "{}"]), "line 2 of the anchors is none: it is written by digitize audit anchors."),
            (new Order.ListAudit("Andere", null, false), "there is no account with this name."),
            (new Order.ListAudit("Muster GmbH", "x", false), "--document takes the id of a document."),
        })
        {
            Assert.That(await AskAsync(order), Is.EqualTo(OrderAnswer.Refused(sentence)));
        }
    }

    [Test]
    public async Task An_audit_that_was_tampered_with_is_told_in_a_sentence_with_a_code_of_its_own()
    {
        var anchors = (await AskAsync(new Order.ListAuditHeads())).Output!.Split('\n');
        var account = await _services.GetRequiredService<AccountRegister>().FindAccountAsync("Muster GmbH", CancellationToken.None);
        await using var db = _services.GetRequiredService<DigitizeDatabase>().Open(CurrentAccount.Everyone);
        await db.Database.ExecuteSqlRawAsync("DROP TRIGGER audit_entries_are_not_changed; DROP TRIGGER audit_entries_are_not_deleted; DELETE FROM audit_entries WHERE sequence = 3");
        Assert.That((await AskAsync(new Order.VerifyAudit([]))).Code, Is.EqualTo(ExitCode.Done));
        Assert.That(await AskAsync(new Order.VerifyAudit(anchors)), Is.EqualTo(new OrderAnswer(ExitCode.ResultFailedCheck, null, $"the audit of account {account} was tampered with: it was cut off from entry 3 on.")));
        await db.Database.ExecuteSqlRawAsync("UPDATE audit_entries SET actor_id = NULL WHERE account_id IS NULL");
        Assert.That((await AskAsync(new Order.VerifyAudit([]))).Sentence, Is.EqualTo("the audit of the installation was tampered with: entry 1 was changed or put in."));
    }

    private Task<OrderAnswer> AskAsync(Order order) => OrderDesk.CarryOutAsync(_services, order, CancellationToken.None);
}
