using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Processing;

/// <summary>
/// The round that every consumer goes through: claim → work → settle → wake the dispatcher. The work stores its result and settles in one transaction of its own;
/// here the lease is renewed meanwhile, a failed attempt is recorded, and a stop gives the claim back.
/// </summary>
internal sealed partial class WorkRounds(
    DigitizeDatabase database, WorkItems items, WorkSignal signal, Gathering gathering, ProcessingOptions options, Jitter jitter, WorkMeters meters,
    IHostApplicationLifetime host, TimeProvider time, ILogger<WorkRounds> log)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);

    internal async Task RunAsync(WorkItemId id, Func<WorkClaim, CancellationToken, Task> work)
    {
        if (host.ApplicationStopping.IsCancellationRequested || await items.ClaimAsync(id, CancellationToken.None) is not { } claim)
        {
            return;
        }

        var began = time.GetTimestamp();
        try
        {
            await AttemptAsync(claim, work);
        }
        finally
        {
            meters.Worked(claim.Kind, time.GetElapsedTime(began));
            signal.Raise();
        }
    }

    private async Task AttemptAsync(WorkClaim claim, Func<WorkClaim, CancellationToken, Task> work)
    {
        using var stop = new CancellationTokenSource();
        using var lost = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, lost.Token);
        using var stopping = host.ApplicationStopping.Register(() => stop.CancelAfter(options.StopGrace));
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(claim, lost, done.Token);
        try
        {
            await work(claim, either.Token);
        }
        catch (StaleClaimException)
        {
            LogStale(claim.Id);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            LogStale(claim.Id);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await items.ReleaseAsync(claim, CancellationToken.None);
        }
        catch (Exception failed)
        {
            await RecordAsync(claim, failed);
        }
        finally
        {
            await done.CancelAsync();
            await renewing;
        }
    }

    private async Task RenewAsync(WorkClaim claim, CancellationTokenSource lost, CancellationToken done)
    {
        using var timer = new PeriodicTimer(RenewEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (!await items.RenewAsync(claim, done))
                {
                    await lost.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is done.
        }
        catch (System.Data.Common.DbException)
        {
            // No answer is no renewal: somebody else may hold the work soon.
            await lost.CancelAsync();
        }
    }

    private async Task RecordAsync(WorkClaim claim, Exception failed)
    {
        var failure = Retries.Describe(failed);
        var decision = Retries.Decide(Retries.Classify(failed), claim.Attempt, jitter);
        LogFailed(claim.Kind, claim.Id, claim.Attempt, failure.Code, failed.GetType().Name);
        meters.Failed(claim.Kind, failure.Code);
        if (decision is RetryDecision.Later later)
        {
            await database.WriteAsync(CurrentAccount.Everyone, async db => await WorkItems.PostponeAsync(db, claim, later, failure, await db.NowAsync(time)), CancellationToken.None);
            return;
        }

        var isRecorded = await database.WriteAsync(CurrentAccount.Everyone, async db => await GivingUp.RecordAsync(db, claim, Last(failure), await db.NowAsync(time)), CancellationToken.None);
        if (isRecorded && claim.Kind == WorkKind.Page)
        {
            await gathering.TryAsync(claim.Document, CancellationToken.None);
        }
    }

    /// <summary>A crash that came every time has a code of its own.</summary>
    private static Failure Last(Failure failure) =>
        failure.Code == FailureCode.Internal ? failure with { Code = FailureCode.GaveUp, Detail = $"Given up after {Retries.MostAttempts} attempts ({failure.Detail})." } : failure;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Item}: attempt {Attempt} failed with {Code} ({Type}).")]
    private partial void LogFailed(WorkKind kind, WorkItemId item, int attempt, FailureCode code, string type);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Item}: the claim was lost; its result is thrown away.")]
    private partial void LogStale(WorkItemId item);
}
