using Digitize.Processing;
using Microsoft.Extensions.Hosting;

namespace Digitize.Cli.Installation;

/// <summary>
/// Touches a file after each round of the dispatcher, for a health check on a machine without HTTP: <c>find FILE -mmin -2</c> says whether it goes round,
/// which needs the database.
/// </summary>
internal sealed class SignOfLife(string path, DispatcherPulse pulse, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(Step, time);
        DateTimeOffset? known = null;
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            if (pulse.LastBeat is { } beat && beat != known)
            {
                known = beat;
                await File.WriteAllTextAsync(path, "", stoppingToken);
            }
        }
    }
}
