using System.Globalization;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Scaled.Tests.EndToEnd;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Faults;

/// <summary>
/// The service as it is wired for one machine, in a process that a test can kill. Only the reading of pages is quick. It is told letters on standard input,
/// <c>NAME PAGES</c> a line, and says <c>accepted NAME</c> when the intake has said so: from then on the letter must not be lost. It answers over HTTP too.
/// </summary>
internal static class Program
{
    internal static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["serve", var data, var account]:
                await ServeAsync(data, new AccountId(Guid.Parse(account)));
                return 0;
            case ["write", var file, var round]:
                return await BusyWriters.RunAsync(file, round);
            default:
                return 2;
        }
    }

    private static async Task ServeAsync(string data, AccountId account)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IPageRunner, QuickRunner>();
        if (Environment.GetEnvironmentVariable(QuickTime.Variable) is { } speed)
        {
            builder.Services.AddSingleton<TimeProvider>(new QuickTime(int.Parse(speed, CultureInfo.InvariantCulture)));
        }

        builder.Services.AddDigitize(Settings(data));
        builder.Services.AddDigitizeWeb(new WebOptions());
        await using var app = builder.Build();
        app.MapDigitize();
        await app.StartAsync();
        Console.Out.WriteLine($"up {app.Urls.Single()}");
        _ = Task.Run(() => TakeInAsync(app.Services.GetRequiredService<Intake.Intake>(), account));
        await app.WaitForShutdownAsync();
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
            var (name, pages) = (line.Split(' ')[0], int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
            var split = name.StartsWith("stapel", StringComparison.Ordinal) ? SplitMode.Separators : SplitMode.None;
            using var letter = new MemoryStream(QuickRunner.Letter(name, pages));
            var result = await intake.AcceptAsync(new Submission(account, null, name + ".pdf", name, "deu", name, "upload", split), letter, CancellationToken.None);
            Console.Out.WriteLine(result is IntakeResult.Accepted or IntakeResult.AlreadyKnown ? $"accepted {name}" : $"refused {name}");
        }
    }
}
