using Digitize.Web;
using Digitize.Wiring;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Cli.Installation;

/// <summary>An installation whose service does not run: its data folder is opened for one change.</summary>
internal static class InstallationAtRest
{
    public static ExitCode Change(string data, Func<IServiceProvider, Task<ExitCode>> change) => Refusals.HoldingAsync(data, async folder =>
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDigitize(InstallationSettings.For(folder, workers: 0));
        services.AddDigitizeAccounts();
        await using var provider = services.BuildServiceProvider();
        return await change(provider);
    }).GetAwaiter().GetResult();
}
