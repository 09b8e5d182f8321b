using Digitize.Accounts;
using Digitize.Intake;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Web;
using Digitize.Wiring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Cli.Installation;

/// <summary>The service on this machine, from its start to an orderly stop.</summary>
internal static class RunningInstallation
{
    /// <param name="workers">Pages read side by side; null for what the settings say.</param>
    /// <param name="stop">Stops taking in, lets the work in hand end or gives it back, and returns.</param>
    public static ExitCode Run(string data, int port, int? workers, CancellationToken stop) =>
        Refusals.HoldingAsync(data, folder => RunAsync(folder, port, workers, stop)).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(DataFolder data, int port, int? workers, CancellationToken stop)
    {
        await using var app = Build(InstallationSettings.For(data, workers), port);

        // A key that does not open the data, or a machine that cannot read letters safely, is found out now and not with the first letter.
        _ = app.Services.GetRequiredService<MasterKey>();
        var administrator = await app.Services.GetRequiredService<AccountRegister>().EnsureAdministratorAsync(stop);
        if (administrator is not null)
        {
            Console.Out.WriteLine($"The administrator is {AccountRegister.FirstAdministrator}, with the password {administrator} which is not shown again.");
        }

        var readers = app.Services.GetRequiredService<ProcessingOptions>().Workers;
        if (readers > 0 && Isolated(app.Services) is { } tooLittle)
        {
            return Refusals.Say(tooLittle, ExitCode.FileAccess);
        }

        await app.StartAsync(stop);
        Console.Out.WriteLine(readers > 0 ? $"Pages are read {readers} at a time." : "Nothing is read here: there are no workers.");
        Console.Out.WriteLine($"Digitize is at {app.Urls.Single()}");
        await app.WaitForShutdownAsync(stop);
        return ExitCode.Done;
    }

    private static WebApplication Build(IConfiguration settings, int port)
    {
        // Nothing is picked up from the folder that the program happens to be started in.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders().AddFilter("Microsoft", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSimpleConsole(line => (line.SingleLine, line.TimestampFormat, line.UseUtcTimestamp) = (true, "yyyy-MM-ddTHH:mm:ssZ ", true));
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.AddDigitize(settings);
        var intake = settings.GetSection("Intake").Get<IntakeOptions>() ?? new IntakeOptions();
        builder.Services.AddDigitizeWeb(new WebOptions { MaxUploadMegabytes = intake.MaxUploadMegabytes });
        return builder.Build().MapDigitize();
    }

    /// <returns>Why letters cannot be read here; null after saying how they are.</returns>
    private static string? Isolated(IServiceProvider services)
    {
        try
        {
            if (services.GetRequiredService<IPageRunner>() is ChildProcessRunner children)
            {
                Console.Out.WriteLine(children.Isolation.Sentence);
            }

            return null;
        }
        catch (InvalidOperationException tooLittle)
        {
            return tooLittle.Message;
        }
    }
}
