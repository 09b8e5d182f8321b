using Digitize.Intake;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Uploads;

/// <summary>Ends uploads that nobody goes on with.</summary>
internal sealed partial class UploadSweep(ResumableUploads uploads, TimeProvider time, ILogger<UploadSweep> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                LogEnded(log, await uploads.SweepAsync(stoppingToken));
            }
            catch (Exception broken) when (broken is not OperationCanceledException)
            {
                // The next round tries again; an upload that stays a while longer harms nobody.
                LogFailed(log, broken.GetType().Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "{Count} uploads have run out")]
    private static partial void LogEnded(ILogger log, int count);

    [LoggerMessage(2, LogLevel.Warning, "Uploads that have run out could not be ended: {Kind}")]
    private static partial void LogFailed(ILogger log, string kind);
}
