using Digitize.Processing;
using Digitize.Storage;

namespace Digitize.Operations;

/// <summary>What a health check looks at.</summary>
/// <param name="Started">When this process started.</param>
/// <param name="LastDispatch">When its dispatcher last went round; null before the first time.</param>
public sealed record HealthFacts(DateTimeOffset Started, DateTimeOffset? LastDispatch, TimeSpan? OldestReady, Space Space)
{
    /// <summary>The database did not answer; nothing is known of the work.</summary>
    public bool IsDatabaseAway { get; init; }
}

/// <summary>One thing that is not as it should be. <see cref="StopsService"/>: no new requests should be sent here.</summary>
public sealed record HealthProblem(string Code, string Sentence, bool StopsService);

/// <summary>Decides from facts; looks at nothing itself. An answering process with a dispatcher that stands still is not healthy.</summary>
public static class Health
{
    private static readonly TimeSpan DispatcherQuiet = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan BacklogOld = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<HealthProblem> Decide(HealthFacts facts, DateTimeOffset now)
    {
        var problems = new List<HealthProblem>();
        if (facts.IsDatabaseAway)
        {
            problems.Add(new HealthProblem("database-away", "The database does not answer.", StopsService: true));
        }

        var quiet = now - (facts.LastDispatch ?? facts.Started);
        if (quiet > DispatcherQuiet)
        {
            problems.Add(new HealthProblem("dispatcher-stuck", $"The dispatcher has not gone round for {quiet.TotalSeconds:0} seconds.", StopsService: true));
        }

        if (facts.OldestReady > BacklogOld)
        {
            problems.Add(new HealthProblem("backlog-old", $"The oldest work has waited for {facts.OldestReady.Value.TotalMinutes:0} minutes.", StopsService: false));
        }

        if (facts.Space is Space.TooLittle disk)
        {
            problems.Add(new HealthProblem("disk-full", $"There are {disk.FreeBytes / 1_000_000} MB free, and {disk.NeededBytes / 1_000_000} MB are wanted.", StopsService: true));
        }

        return problems;
    }
}

/// <summary>Gathers the facts of this process and decides.</summary>
public sealed class HealthChecks(Overview overview, DispatcherPulse pulse, SpaceGuard space, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public async Task<IReadOnlyList<HealthProblem>> LookAsync(CancellationToken cancel)
    {
        var facts = new HealthFacts(_started, pulse.LastBeat, null, space.Look(incomingBytes: 0));
        try
        {
            facts = facts with { OldestReady = await overview.OldestReadyAsync(cancel) };
        }
        catch (Exception broken) when (broken is System.Data.Common.DbException or InvalidOperationException)
        {
            facts = facts with { IsDatabaseAway = true };
        }

        return Health.Decide(facts, time.GetUtcNow());
    }
}
