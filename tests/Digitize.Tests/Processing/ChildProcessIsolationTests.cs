using System.Net;
using System.Net.Sockets;
using Digitize.Pages;
using Digitize.Pages.Wire;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>A child that has been taken over tries what it can; what it must not be able to do depends on the level that this machine allows, which is told in the output.</summary>
[CancelAfter(120_000)]
public sealed class ChildProcessIsolationTests
{
    private static readonly string[] AtAnyLevel = ["environment", "bigfile", "manyfiles", "memory", "newrights", "coredump"];
    private static readonly string[] WithoutNetwork = [.. AtAnyLevel, "network", "routes"];
    private static readonly string[] InSandbox = [.. WithoutNetwork, "interfaces", "shadow", "otherjob", "writeoutside", "writeprogram", "serviceprocess"];

    [TestCase(IsolationLevel.LimitsOnly)]
    [TestCase(IsolationLevel.NoNetwork)]
    [TestCase(IsolationLevel.Sandbox)]
    public async Task Each_level_denies_what_it_promises(IsolationLevel level, CancellationToken cancel)
    {
        var folder = Children.Folder();
        var best = await BestAsync(folder, cancel);
        TestContext.Out.WriteLine($"This machine reaches level {(int)best.Level}: {best.Sentence}");
        if (level > best.Level)
        {
            Assert.Ignore($"Level {(int)level} is out of reach here; the service says so at its start.");
        }

        var findings = await ProbeAsync(folder, level, cancel);
        TestContext.Out.WriteLine($"{level}: {string.Join(' ', findings.Select(finding => finding.Key + "=" + finding.Value))}");
        var denied = level switch { IsolationLevel.Sandbox => InSandbox, IsolationLevel.NoNetwork => WithoutNetwork, _ => AtAnyLevel };
        Assert.Multiple(() =>
        {
            foreach (var what in denied)
            {
                Assert.That(findings[what], Does.StartWith("denied"), what);
            }

            Assert.That(findings["ownfolder"], Is.EqualTo("allowed"));
        });
    }

    [Test]
    public async Task Production_refuses_to_start_with_less_isolation_than_it_asks_for(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var limits = Children.Limits(folder) with { LeastIsolation = IsolationLevel.NoNetwork };
        var best = await BestAsync(folder, cancel);
        if (best.Level >= IsolationLevel.NoNetwork)
        {
            await using var runner = await Children.RealAsync(limits);
            Assert.That(runner.Isolation.Level, Is.EqualTo(best.Level));
        }
        else
        {
            Assert.That(() => Children.RealAsync(limits), Throws.InvalidOperationException);
        }
    }

    private static Task<Isolation> BestAsync(string folder, CancellationToken cancel) =>
        Isolation.ProbeAsync(Children.Limits(folder), RunnerProgram.DotNet("digitize-faulty-child"), cancel);

    /// <summary>Findings by what was tried: <c>allowed</c>, or <c>denied(…)</c>.</summary>
    private static async Task<Dictionary<string, string>> ProbeAsync(string folder, IsolationLevel level, CancellationToken cancel)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var otherJob = Path.Combine(Children.Limits(folder).ScratchFolder, "child-of-another-letter");
        await File.WriteAllTextAsync(otherJob, "canary", cancel);
        Environment.SetEnvironmentVariable("DIGITIZE_MASTER_KEY", "canary");
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var service = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var program = RunnerProgram.DotNet("digitize-faulty-child", "probe", port, otherJob, folder, service);
        using var starter = new StartingThread();
        await using var child = await RunnerChild.StartAsync(starter, Children.Limits(folder), program, level, TimeProvider.System);
        var told = Assert.ThrowsAsync<RunnerFailedException>(() =>
            child.AskAsync<RunnerAnswer.Ready>(new RunnerRequest.Warm(Pages.Recognition.LanguageSet.Default, Pages.Recognition.LineReaderKind.Usual), TimeSpan.FromSeconds(60), cancel))!;
        Assert.That(told.Fault, Is.EqualTo(RunnerFault.Faulted), told.Message);
        return told.Message.Split(' ').Where(word => word.Contains('=', StringComparison.Ordinal)).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
