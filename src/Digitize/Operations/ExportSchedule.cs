using Digitize.Exports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Operations;

/// <summary>Makes exports within seconds after they were asked for.</summary>
internal sealed partial class ExportSchedule(ExportJob job, TimeProvider time, ILogger<ExportSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await job.RunAsync(stoppingToken) is var made and > 0)
                {
                    LogMade(made);
                }
            }
            catch (Exception broken) when (broken is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(broken.GetType().Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} exports were made.")]
    private partial void LogMade(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "An export could not be made ({Type}).")]
    private partial void LogFailed(string type);
}
