using Digitize.Processing;
using Digitize.Storage;
using MassTransit;

namespace Digitize.Operations;

/// <summary>What a health check looks at.</summary>
/// <param name="Started">When this process started.</param>
/// <param name="LastDispatch">When its dispatcher last went round; null before the first time.</param>
public sealed record HealthFacts(DateTimeOffset Started, DateTimeOffset? LastDispatch, TimeSpan? OldestReady, Space Space)
{
    /// <summary>The database did not answer; nothing is known of the work.</summary>
    public bool IsDatabaseAway { get; init; }

    /// <summary>Null where hints stay in the process and there is no broker.</summary>
    public bool? IsBrokerAway { get; init; }

    /// <summary>Workers that were there within the last hour, and have said nothing for too long.</summary>
    public int SilentWorkers { get; init; }
}

/// <summary>What is looked at.</summary>
public enum HealthSubject
{
    Database,
    Broker,
    Dispatcher,
    Backlog,
    Workers,
    Disk,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Problem">Null where it is as it should be.</param>
public sealed record HealthCheck(HealthSubject Subject, HealthProblem? Problem);

/// <summary>One thing that is not as it should be. <see cref="StopsService"/>: no new requests should be sent here.</summary>
public sealed record HealthProblem(string Code, string Sentence, bool StopsService);

/// <summary>Decides from facts; looks at nothing itself. An answering process with a dispatcher that stands still is not healthy.</summary>
public static class Health
{
    private static readonly TimeSpan DispatcherQuiet = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BacklogOld = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<HealthProblem> Decide(HealthFacts facts, DateTimeOffset now) => [.. Check(facts, now).Select(check => check.Problem).OfType<HealthProblem>()];

    /// <summary>One by one. What the database alone knows is left out while it is away, and the broker where there is none.</summary>
    public static IReadOnlyList<HealthCheck> Check(HealthFacts facts, DateTimeOffset now)
    {
        var checks = new List<HealthCheck> { new(HealthSubject.Database, facts.IsDatabaseAway ? new("database-away", "The database does not answer.", StopsService: true) : null) };
        if (facts.IsBrokerAway is { } isAway)
        {
            checks.Add(new(HealthSubject.Broker, isAway ? new("broker-away", "The broker does not answer; what comes in waits.", StopsService: false) : null));
        }

        var quiet = now - (facts.LastDispatch ?? facts.Started);
        checks.Add(new(HealthSubject.Dispatcher, quiet > DispatcherQuiet ? new("dispatcher-stuck", $"The dispatcher has not gone round for {quiet.TotalSeconds:0} seconds.", StopsService: true) : null));
        if (!facts.IsDatabaseAway)
        {
            checks.Add(new(HealthSubject.Backlog, facts.OldestReady is { } oldest && oldest > BacklogOld ? new("backlog-old", $"The oldest work has waited for {oldest.TotalMinutes:0} minutes.", StopsService: false) : null));
            checks.Add(new(HealthSubject.Workers, facts.SilentWorkers is var silent and > 0 ? new("workers-silent", $"{silent} of the workers said nothing for a minute; what they held goes to others.", StopsService: false) : null));
        }

        checks.Add(new(HealthSubject.Disk, facts.Space is Space.TooLittle disk ? new("disk-full", $"There are {disk.FreeBytes / 1_000_000} MB free, and {disk.NeededBytes / 1_000_000} MB are wanted.", StopsService: true) : null));
        return checks;
    }
}

/// <summary>Gathers the facts of this process and decides.</summary>
/// <param name="bus">Null where nothing is handed out: in tests of the interface.</param>
public sealed class HealthChecks(Overview overview, Workers workers, DispatcherPulse pulse, SpaceGuard space, TimeProvider time, IBusControl? bus = null)
{
    /// <summary>Of the address of a bus that stays in the process.</summary>
    private const string InProcess = "loopback";

    private readonly DateTimeOffset _started = time.GetUtcNow();

    public async Task<IReadOnlyList<HealthProblem>> LookAsync(CancellationToken cancel) => Health.Decide(await GatherAsync(cancel), time.GetUtcNow());

    /// <summary>Each thing that is looked at, also those that are well.</summary>
    public async Task<IReadOnlyList<HealthCheck>> ListAsync(CancellationToken cancel) => Health.Check(await GatherAsync(cancel), time.GetUtcNow());

    private async Task<HealthFacts> GatherAsync(CancellationToken cancel)
    {
        var facts = new HealthFacts(_started, pulse.LastBeat, null, space.Look(incomingBytes: 0))
        {
            IsBrokerAway = bus is null || bus.Address.Scheme == InProcess ? null : bus.CheckHealth().Status != BusHealthStatus.Healthy,
        };
        try
        {
            return facts with { OldestReady = await overview.OldestReadyAsync(cancel), SilentWorkers = (await workers.ListAsync(cancel)).Count(worker => !worker.IsAlive) };
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
        {
            return facts with { IsDatabaseAway = true };
        }
    }
}
