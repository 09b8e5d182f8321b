using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digitize.Processing;

/// <summary>
/// The round that every consumer goes through: claim → work → settle → claim the next stage of the document → wake the dispatcher. The work stores its result and settles in one transaction of its own;
/// here the lease is renewed meanwhile, a failed attempt is recorded, and a stop gives the claim back.
/// </summary>
/// <param name="consumers">Asked late for the work of the next stage: the consumers go through these rounds themselves.</param>
internal sealed partial class WorkRounds(
    DigitizeDatabase database, WorkItems items, NextStage next, IServiceProvider consumers, WorkSignal signal, Gathering gathering, ProcessingOptions options, Jitter jitter, WorkMeters meters,
    SpaceGuard space, Scratch scratch, IHostApplicationLifetime host, TimeProvider time, ILogger<WorkRounds> log)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan RecordEvery = TimeSpan.FromSeconds(5);

    internal async Task RunAsync(WorkItemId id, Func<WorkClaim, CancellationToken, Task> work)
    {
        if (host.ApplicationStopping.IsCancellationRequested || await items.ClaimAsync(id, CancellationToken.None) is not { } claim)
        {
            return;
        }

        while (await DoAsync(claim, work) is { } next)
        {
            (claim, work) = (next, WorkOf(next.Kind));
        }
    }

    /// <returns>What to go on with.</returns>
    private async Task<WorkClaim?> DoAsync(WorkClaim claim, Func<WorkClaim, CancellationToken, Task> work)
    {
        try
        {
            return await MeasureAsync(claim, work) ? await NextAsync(claim) : null;
        }
        finally
        {
            signal.Raise();
        }
    }

    private async Task<bool> MeasureAsync(WorkClaim claim, Func<WorkClaim, CancellationToken, Task> work)
    {
        var began = time.GetTimestamp();
        try
        {
            return await AttemptAsync(claim, work);
        }
        finally
        {
            meters.Worked(claim.Kind, time.GetElapsedTime(began));
        }
    }

    private Func<WorkClaim, CancellationToken, Task> WorkOf(WorkKind kind) =>
        kind == WorkKind.Page ? consumers.GetRequiredService<RecognizePageConsumer>().ReadAsync : consumers.GetRequiredService<AssembleDocumentConsumer>().MakeVersionAsync;

    /// <summary>Null also where the database is away: the dispatcher sends what is left.</summary>
    private async Task<WorkClaim?> NextAsync(WorkClaim done)
    {
        if (host.ApplicationStopping.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            return await next.ClaimAsync(done);
        }
        catch (Exception away) when (Retries.Classify(away) == FailureClass.Infrastructure)
        {
            return null;
        }
    }

    /// <returns>False when the work is not done; what becomes of it is recorded.</returns>
    private async Task<bool> AttemptAsync(WorkClaim claim, Func<WorkClaim, CancellationToken, Task> work)
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
            return true;
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

        return false;
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
        if (FullDisk.IsBehind(failed))
        {
            space.BalanceBallast();
        }

        var decision = Retries.Decide(Classify(failed), claim.Attempt, jitter);
        LogFailed(claim.Kind, claim.Id, claim.Attempt, failure.Code, failed.GetType().Name);
        meters.Failed(claim.Kind, failure.Code);
        if (decision is RetryDecision.Later later)
        {
            await InsistAsync(async db => await WorkItems.PostponeAsync(db, claim, later, failure, await db.NowAsync(time)));
            return;
        }

        var isRecorded = await InsistAsync(async db => await GivingUp.RecordAsync(db, claim, Last(failure), await db.NowAsync(time)));
        if (isRecorded && claim.Kind == WorkKind.Page)
        {
            await gathering.TryAsync(claim.Document, CancellationToken.None);
        }
    }

    /// <summary>A child says only that it failed. When there is no room in the scratch folder after all that it had there is gone, the fault is not its letter's.</summary>
    private FailureClass Classify(Exception failed) =>
        failed is RunnerFailedException && !scratch.HasRoom ? FailureClass.Infrastructure : Retries.Classify(failed);

    /// <summary>
    /// Until it is written. Where the database takes nothing, because its disk is full or it is away, a claim that was let go would lose its attempt with its lease.
    /// False when the claim is lost, or the process stops.
    /// </summary>
    private async Task<bool> InsistAsync(Func<DigitizeDb, Task<bool>> record)
    {
        while (true)
        {
            try
            {
                return await database.WriteAsync(CurrentAccount.Everyone, record, CancellationToken.None);
            }
            catch (Exception broken) when (Retries.Classify(broken) == FailureClass.Infrastructure && !host.ApplicationStopping.IsCancellationRequested)
            {
                LogNotWritten(broken.GetType().Name);
            }

            try
            {
                await Task.Delay(RecordEvery, time, host.ApplicationStopping);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    /// <summary>A crash that came every time has a code of its own.</summary>
    private static Failure Last(Failure failure) =>
        failure.Code == FailureCode.Internal ? failure with { Code = FailureCode.GaveUp, Detail = $"Given up after {Retries.MostAttempts} attempts ({failure.Detail})." } : failure;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {Item}: attempt {Attempt} failed with {Code} ({Type}).")]
    private partial void LogFailed(WorkKind kind, WorkItemId item, int attempt, FailureCode code, string type);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of an attempt cannot be written ({Type}); it is tried again.")]
    private partial void LogNotWritten(string type);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Item}: the claim was lost; its result is thrown away.")]
    private partial void LogStale(WorkItemId item);
}
