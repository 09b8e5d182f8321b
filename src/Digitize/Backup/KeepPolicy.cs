namespace Digitize.Backup;

/// <summary>How long backups are kept. Windows reach back from now.</summary>
public sealed record KeepRules
{
    /// <summary>The newest so many are kept, however close together.</summary>
    public int Recent { get; init; } = 3;

    /// <summary>One an hour.</summary>
    public TimeSpan Hourly { get; init; } = TimeSpan.FromHours(48);

    /// <summary>One a day.</summary>
    public TimeSpan Daily { get; init; } = TimeSpan.FromDays(14);

    /// <summary>One a week.</summary>
    public TimeSpan Weekly { get; init; } = TimeSpan.FromDays(35);

    /// <summary>None is kept longer, but for the newest: what was deleted has to be gone from every copy then.</summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromDays(35);
}

/// <param name="Elapsed">The time that is believed to have passed since the first backup of the vault.</param>
public sealed record TakenBackup(string Name, DateTimeOffset TakenAt, TimeSpan Elapsed);

/// <summary>Why a backup stays or goes.</summary>
public enum KeepReason
{
    /// <summary>There is always one.</summary>
    Newest,
    Recent,
    Hourly,
    Daily,
    Weekly,

    /// <summary>Its time lies ahead of the clock: one of the two is wrong, and nobody can say which.</summary>
    FromTheFuture,

    /// <summary>Older than the longest age by the clock, but not by the times that are believed.</summary>
    ClockNotBelieved,

    /// <summary>Removed: older than any may be.</summary>
    TooOld,

    /// <summary>Removed: another one of the same hour, day or week is kept.</summary>
    Superseded,
}

/// <param name="Age">The time that is believed to have passed since.</param>
public sealed record KeepDecision(string Name, DateTimeOffset TakenAt, TimeSpan Age, KeepReason Reason)
{
    public bool IsRemoved => Reason is KeepReason.TooOld or KeepReason.Superseded;
}

/// <summary>
/// Decides which backups are kept. Of each hour, day and week the first is: a thousand worthless ones made since then do not push out those of the days before. The result is never empty, and the newest is never removed.
/// </summary>
public static class KeepPolicy
{
    /// <summary>
    /// Between a run and the next no more time than this is believed to have passed. A clock that jumps ten years ahead would make all backups too old at once; those of a machine that was off for a month stay for a month longer.
    /// </summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(3);

    /// <param name="backups">In the order in which they were made, whatever the clock said then.</param>
    public static IReadOnlyList<KeepDecision> Decide(IEnumerable<TakenBackup> backups, KeepRules rules, DateTimeOffset now)
    {
        var all = backups.ToList();
        if (all.Count == 0)
        {
            return [];
        }

        var elapsed = Believed(all[^1], now);
        TimeSpan[] ages = [.. all.Select(backup => elapsed - backup.Elapsed)];
        var isKept = new KeepReason?[all.Count];
        for (var at = 0; at < all.Count; at++)
        {
            isKept[at] = at == all.Count - 1 ? KeepReason.Newest
                : all[at].TakenAt > now ? KeepReason.FromTheFuture
                : now - all[at].TakenAt > rules.MaximumAge && ages[at] <= rules.MaximumAge ? KeepReason.ClockNotBelieved
                : ages[at] > rules.MaximumAge ? KeepReason.TooOld
                : at >= all.Count - rules.Recent ? KeepReason.Recent
                : null;
        }

        KeepFirstOfEach(all, ages, isKept, rules.Hourly, TimeSpan.FromHours(1), KeepReason.Hourly);
        KeepFirstOfEach(all, ages, isKept, rules.Daily, TimeSpan.FromDays(1), KeepReason.Daily);
        KeepFirstOfEach(all, ages, isKept, rules.Weekly, TimeSpan.FromDays(7), KeepReason.Weekly);
        return [.. all.Select((backup, at) => new KeepDecision(backup.Name, backup.TakenAt, ages[at], isKept[at] ?? KeepReason.Superseded))];
    }

    /// <summary>The time that is believed to have passed since the first backup of a vault, at one that is taken now.</summary>
    internal static TimeSpan Believed(TakenBackup? before, DateTimeOffset now) => before is null ? TimeSpan.Zero : before.Elapsed + Gap(before.TakenAt, now);

    private static TimeSpan Gap(DateTimeOffset before, DateTimeOffset now) => now - before is var gap && gap < TimeSpan.Zero ? TimeSpan.Zero : gap > LongestGap ? LongestGap : gap;

    private static void KeepFirstOfEach(
        List<TakenBackup> all, TimeSpan[] ages, KeepReason?[] isKept, TimeSpan window, TimeSpan period, KeepReason reason)
    {
        var seen = new HashSet<long>();
        for (var at = 0; at < all.Count; at++)
        {
            if (ages[at] <= window && isKept[at] is not KeepReason.TooOld && seen.Add(all[at].TakenAt.UtcTicks / period.Ticks))
            {
                isKept[at] ??= reason;
            }
        }
    }
}
