namespace Digitize.Backup;

/// <summary>What an operator has to know about a vault.</summary>
public enum VaultConcern
{
    NeverBackedUp,
    LastRunFailed,

    /// <summary>Several runs are missing, whatever the last one said.</summary>
    BackupOld,

    /// <summary>The last verification found some.</summary>
    Faults,

    /// <summary>Blobs of the store are damaged or missing, and this vault has them not.</summary>
    Lost,
    NotVerified,
    NotScrubbed,
    NotRestored,
}

/// <summary>Decides from the state of a vault; looks at nothing else.</summary>
public static class VaultConcerns
{
    /// <summary>A run that is a little late is no news.</summary>
    private const int MissingRuns = 3;

    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(15);

    /// <summary>A share is read every night: two were left out.</summary>
    private static readonly TimeSpan Nights = TimeSpan.FromDays(2);

    /// <summary>Drills are once a week: one was left out.</summary>
    private static readonly TimeSpan Drills = TimeSpan.FromDays(14);

    /// <summary>The worst first; none when all is well.</summary>
    /// <param name="every">Between two runs.</param>
    public static IReadOnlyList<VaultConcern> Of(VaultState state, TimeSpan every, DateTimeOffset now)
    {
        var concerns = new List<VaultConcern>();
        void Add(bool isSo, VaultConcern concern) => concerns.AddRange(isSo ? [concern] : []);

        Add(state.Failure is not null, VaultConcern.LastRunFailed);
        Add(state.Lost > 0, VaultConcern.Lost);
        Add(state.Faults > 0, VaultConcern.Faults);
        if (state.BackedUpAt is not { } backedUp)
        {
            // Nothing can be verified or restored before there is something.
            Add(state.Failure is null, VaultConcern.NeverBackedUp);
            return concerns;
        }

        var oldest = TimeSpan.FromTicks(Math.Max(LeastAge.Ticks, MissingRuns * every.Ticks));
        Add(now - backedUp > oldest, VaultConcern.BackupOld);
        Add(IsOlder(state.VerifiedAt, Nights, now), VaultConcern.NotVerified);
        Add(IsOlder(state.ScrubbedAt, Nights, now), VaultConcern.NotScrubbed);
        Add(IsOlder(state.RestoredAt, Drills, now), VaultConcern.NotRestored);
        return concerns;
    }

    /// <summary>Documents may be lost if nobody does something.</summary>
    public static bool IsUrgent(VaultConcern concern) => concern is VaultConcern.LastRunFailed or VaultConcern.BackupOld or VaultConcern.Faults or VaultConcern.Lost;

    private static bool IsOlder(DateTimeOffset? at, TimeSpan age, DateTimeOffset now) => at is not { } known || now - known > age;
}
