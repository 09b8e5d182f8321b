using System.CommandLine;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Cli.Installation;
using Digitize.Cli.Orders;
using Digitize.Cli.Verbs;
using Digitize.Ocr;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digitize.Cli.Tests.Orders;

/// <summary>What the verbs <c>retention</c> and <c>account end</c> order, carried out where no service runs.</summary>
internal sealed class RetentionOrdersTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("digitize-retention-test-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_contract_is_ended_shown_in_the_plan_and_taken_back()
    {
        await using var services = Services();
        Task<OrderAnswer> Give(Order order) => OrderDesk.CarryOutAsync(services, order, CancellationToken.None);

        await Give(new Order.CreateAccount("Muster\u202EGmbH"));
        await Give(new Order.CreateAccount("Muster GmbH"));
        Assert.That((await Give(new Order.EndContract("Niemand", new DateOnly(2026, 1, 1), null))).Sentence, Is.EqualTo("there is no account with this name."));
        Assert.That((await Give(new Order.EndContract("Muster GmbH", new DateOnly(2099, 1, 1), new DateOnly(2098, 12, 31)))).Code, Is.EqualTo(ExitCode.WrongArguments));
        var ended = await Give(new Order.EndContract("Muster GmbH", new DateOnly(2099, 1, 1), null));
        Assert.That((ended.Code, ended.Output), Is.EqualTo((ExitCode.Done, "The contract ends on 2099-01-01; the documents will go on 2100-01-01.")));

        var preview = await Give(new Order.PreviewRetention("Muster GmbH", AsJson: false));
        Assert.That(preview.Output, Is.EqualTo("ACCOUNT\tDOCUMENT\tTYPE\tDAY\tWHAT\tWHY" + Environment.NewLine + "Muster GmbH\t-\t-\t2100-01-01\twait\tThe contract ends on 2099-01-01; the documents will go on 2100-01-01."));
        Assert.That(preview.Sentence, Is.EqualTo("0 documents would go to the trash, 0 with a type stay."));
        var json = JsonDocument.Parse((await Give(new Order.RunRetention(AsJson: true))).Output!).RootElement;
        Assert.That((json.GetProperty("purged").GetInt32(), json.GetProperty("lines")[0].GetProperty("what").GetString()), Is.EqualTo((0, "wait")));

        Assert.That((await Give(new Order.UndoContractEnd("Muster GmbH"))).Output, Is.EqualTo("The contract goes on."));
        Assert.That((await Give(new Order.UndoContractEnd("Muster GmbH"))).Sentence, Is.EqualTo("no end of this contract was agreed."));
    }

    [TestCase("account", "end", "X")]
    [TestCase("account", "end", "X", "--on", "2026-03-01", "--undo")]
    [TestCase("account", "end", "X", "--undo", "--erase-on", "2026-03-01")]
    [TestCase("account", "end", "X", "--on", "1.3.2026")]
    [TestCase("retention", "run", "--account", "X")]
    public void What_makes_no_sense_is_refused(params string[] arguments) =>
        Assert.That(new RootCommand { AccountVerb.Build(), RetentionVerb.Build() }.Parse(arguments).Errors, Is.Not.Empty);

    [TestCase("account", "end", "X", "--on", "2026-03-01", "--erase-on", "2026-03-01")]
    [TestCase("account", "end", "X", "--undo")]
    [TestCase("retention", "run", "--dry-run", "--json")]
    [TestCase("retention", "preview", "--account", "X")]
    public void What_makes_sense_is_understood(params string[] arguments) =>
        Assert.That(new RootCommand { AccountVerb.Build(), RetentionVerb.Build() }.Parse(arguments).Errors, Is.Empty);

    [Test]
    public void A_trash_that_keeps_nothing_is_refused_at_the_start()
    {
        using var services = Services(("Retention:TrashDays", "0"));
        Assert.That(() => services.GetRequiredService<Digitize.Retention.RetentionOptions>(), Throws.InstanceOf<OptionsValidationException>());
        using var set = Services(("Retention:TrashDays", "7"), ("Retention:RunAt", "04:15"));
        Assert.That(set.GetRequiredService<Digitize.Documents.DocumentTrash>().KeptFor, Is.EqualTo(TimeSpan.FromDays(7)));
        Assert.That(set.GetRequiredService<Digitize.Retention.RetentionOptions>().RunAt, Is.EqualTo(new TimeOnly(4, 15)));
    }

    private ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var all = new ConfigurationBuilder().AddConfiguration(InstallationSettings.For(Path.Combine(_folder, "data"), workers: 0))
            .AddInMemoryCollection(settings.Append(("MasterKey:Path", Path.Combine(_folder, "master.key"))).Select(entry => KeyValuePair.Create(entry.Item1, (string?)entry.Item2)));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(all.Build());
        services.AddDigitizeAccounts();
        return services.BuildServiceProvider();
    }
}
