using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Scaled.Tests.EndToEnd;
using Digitize.Wiring;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Digitize.Faults;

/// <summary>
/// The service as it is wired for one machine, in a process that a test can kill. Only the reading of pages is quick. It is told letters on standard input,
/// <c>NAME PAGES</c> a line, and says <c>accepted NAME</c> when the intake has said so: from then on the letter must not be lost.
/// </summary>
internal static class Program
{
    internal static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["serve", var data, var account])
        {
            return 2;
        }

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IPageRunner, QuickRunner>();
        builder.Services.AddDigitize(Settings(data));
        using var host = builder.Build();
        await host.StartAsync();
        Console.Out.WriteLine("up");
        _ = Task.Run(() => TakeInAsync(host.Services.GetRequiredService<Intake.Intake>(), new AccountId(Guid.Parse(account))));
        await host.WaitForShutdownAsync();
        return 0;
    }

    internal static IConfiguration Settings(string data) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Installation:DataFolder"] = data,
        ["Storage:ScratchFolder"] = Path.Combine(data, "scratch"),
        ["Storage:MinimumFreeGigabytes"] = "0",
        ["Storage:MinimumFreePercent"] = "0",
        ["Storage:BallastMegabytes"] = "0",
        ["MasterKey:Base64"] = Convert.ToBase64String(new byte[32]),
        ["Processing:Workers"] = "2",
    }).Build();

    private static async Task TakeInAsync(Intake.Intake intake, AccountId account)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var (name, pages) = (line.Split(' ')[0], int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
            var split = name.StartsWith("stapel", StringComparison.Ordinal) ? SplitMode.Separators : SplitMode.None;
            using var letter = new MemoryStream(QuickRunner.Letter(name, pages));
            var result = await intake.AcceptAsync(new Submission(account, null, name + ".pdf", name, "deu", name, "upload", split), letter, CancellationToken.None);
            Console.Out.WriteLine(result is IntakeResult.Accepted or IntakeResult.AlreadyKnown ? $"accepted {name}" : $"refused {name}");
        }
    }
}
