using System.Reflection;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Digitize.Processing;
using Digitize.Wiring;
using MassTransit;
using MassTransit.UsageTracking;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Faults;

/// <summary>P30: the service talks to what is configured and to nobody else.</summary>
[SupportedOSPlatform("linux")]
[Parallelizable]
public sealed partial class OutgoingTests
{
    [Test]
    [CancelAfter(300_000)]
    public async Task From_its_start_to_its_stop_the_service_connects_to_nothing_outside_of_the_machine(CancellationToken cancel)
    {
        if (Programs.Find("strace") is null)
        {
            Assert.Ignore("Not run: this test watches system calls with strace, which is not there.");
        }

        await using var service = new RealService(new Dictionary<string, string>(), isTraced: true);
        await service.PrintedAsync("account", "create", "Muster GmbH");
        var key = await service.PrintedAsync("key", "create", "--account", "Muster GmbH");
        var isLong = LongForm.IsAsked;
        await service.UpAsync(cancel, workers: isLong ? 1 : 0);
        using (var client = service.Client(key))
        {
            using var letter = new ByteArrayContent(HostileLetter.Pdf("https://pirat.example/"));
            letter.Headers.ContentType = new("application/pdf");
            using var answer = await client.PostAsync("/api/v1/documents?fileName=brief.pdf", letter, cancel);
            Assert.That((int)answer.StatusCode, Is.EqualTo(201));
            if (isLong)
            {
                Assert.That(await WholeRun.EndedAsync(client, answer.Headers.Location!.ToString(), cancel), Is.EqualTo("completed"));
            }
        }

        await service.StopAsync(cancel);
        var calls = await File.ReadAllLinesAsync(service.Trace!, cancel);
        var addressed = calls.Where(call => call.Contains("sa_family=", StringComparison.Ordinal)).ToList();
        Assert.That(calls, Is.Not.Empty);
        Assert.That(addressed.Where(call => !Within().IsMatch(call)), Is.Empty);
        TestContext.Out.WriteLine($"{calls.Length} calls, {addressed.Count} with an address");
    }

    [Test]
    public async Task The_bus_does_not_report_to_its_makers_whatever_the_environment_says()
    {
        Environment.SetEnvironmentVariable("MASSTRANSIT_USAGE_TELEMETRY", "true");
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(Program.Settings(Path.Combine(TestContext.CurrentContext.WorkDirectory, "unused")));
        await using var provider = services.BuildServiceProvider();
        await using var tracker = ActivatorUtilities.CreateInstance<UsageTracker>(provider);
        Assert.That(tracker.Enabled, Is.False);
    }

    [Test]
    public void A_hint_that_no_queue_takes_is_no_hint_that_was_sent()
    {
        var context = DispatchProxy.Create<IRabbitPublish, Noting>();
        Dispatcher.Mandatory(context);
        Assert.That(((Noting)(object)context).Said, Is.EqualTo(new[] { "set_Mandatory True" }));
    }

    /// <summary>What the bus hands to a publish over RabbitMQ.</summary>
    internal interface IRabbitPublish : PublishContext<RecognizePage>, RabbitMqSendContext;

    /// <summary>Notes what it is told.</summary>
    public class Noting : DispatchProxy
    {
        public IList<string> Said { get; } = [];

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Said.Add($"{targetMethod!.Name} {string.Join(' ', args!)}");
            return null;
        }
    }

    /// <summary>Sockets of this machine: files, netlink, and loopback.</summary>
    [GeneratedRegex(@"sa_family=(AF_UNIX|AF_UNSPEC|AF_NETLINK|AF_INET, [^}]*inet_addr\(""127\.|AF_INET6, [^}]*""(::1|::ffff:127\.[0-9.]+)"")")]
    private static partial Regex Within();
}
