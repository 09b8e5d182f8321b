using Digitize.Retention;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Operations;

/// <summary>
/// Sends retention round every day at its time, and once some minutes after a start: a service that is off every night keeps its promises as well. A round that finds nothing new does nothing.
/// </summary>
internal sealed partial class RetentionSchedule(RetentionRounds rounds, RetentionOptions options, TimeProvider time, ILogger<RetentionSchedule> log) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    private DateTimeOffset _next;

    /// <summary>The next time of the day after <paramref name="now"/>.</summary>
    internal static DateTimeOffset NextAfter(DateTimeOffset now, TimeOnly at)
    {
        var today = new DateTimeOffset(DateOnly.FromDateTime(now.UtcDateTime).ToDateTime(at), TimeSpan.Zero);
        return today > now ? today : today.AddDays(1);
    }

    /// <summary>A round, if it is time for one. What fails is told and tried again at the next step.</summary>
    internal async Task LookAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();

        // A clock that was set back must not keep retention waiting for as long as it had been ahead.
        if (now < _next && _next - now <= TimeSpan.FromDays(1))
        {
            return;
        }

        try
        {
            if (await rounds.RunAsync(cancel) is { } done)
            {
                var (trashed, purged) = (done.Documents.Trashed, done.Contracts.Sum(contract => contract.Purged));
                LogDone(trashed, purged);
            }

            _next = NextAfter(now, options.RunAt);
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            LogFailed(broken.GetType().Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _next = time.GetUtcNow() + Step;
        using var timer = new PeriodicTimer(Step, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await LookAsync(stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention: {Trashed} documents have gone to the trash, {Purged} of accounts that have left are gone.")]
    private partial void LogDone(int trashed, int purged);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention could not go round ({Type}); it is tried again.")]
    private partial void LogFailed(string type);
}
