using Digitize.Database;
using Digitize.Ocr;
using Digitize.Pages;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Wiring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Digitize.Cli.Installation;

/// <summary>A machine that reads pages for others: no HTTP, and nothing on its disk but the page in hand.</summary>
internal static class RunningWorkers
{
    /// <param name="folder">For what is in hand; several workers may share it.</param>
    /// <param name="workers">Pages read side by side; null for what the settings say.</param>
    /// <param name="alive">A file that is touched as long as all is well; null for none.</param>
    /// <param name="stop">Lets the work in hand end or gives it back, and returns.</param>
    public static ExitCode Run(string folder, int? workers, string? alive, CancellationToken stop) =>
        Refusals.InSentencesAsync(() => RunAsync(Path.GetFullPath(folder), workers, alive, stop)).GetAwaiter().GetResult();

    private static async Task<ExitCode> RunAsync(string folder, int? workers, string? alive, CancellationToken stop)
    {
        var settings = InstallationSettings.For(folder, workers);
        if (WorkerSettings.WhatIsMissing(settings) is { } sentence)
        {
            return Refusals.Say(sentence, ExitCode.WrongArguments);
        }

        // Nothing is picked up from the folder that the program happens to be started in.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        ServiceLogs.Use(builder.Logging);
        builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
        builder.Services.AddDigitize(settings);
        if (alive is not null)
        {
            builder.Services.AddHostedService(services => new SignOfLife(alive, services.GetRequiredService<DispatcherPulse>(), services.GetRequiredService<TimeProvider>()));
        }

        using var host = builder.Build();
        _ = host.Services.GetRequiredService<MasterKey>();
        if (Isolations.Tell(host.Services) is { } tooLittle)
        {
            return Refusals.Say(tooLittle, ExitCode.FileAccess);
        }

        if (!await host.Services.GetRequiredService<DigitizeDatabase>().IsBoundByRowSecurityAsync(stop))
        {
            Console.Out.WriteLine(Isolations.UnboundRole);
        }

        await host.StartAsync(stop);
        Console.Out.WriteLine($"Pages are read {host.Services.GetRequiredService<ProcessingOptions>().Workers} at a time.");
        await host.WaitForShutdownAsync(stop);
        return ExitCode.Done;
    }
}
