using Digitize.Backup;

namespace Digitize.Tests.Backup;

public sealed class KeepPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeepRules Rules = new();

    [Test]
    public void One_an_hour_one_a_day_and_one_a_week_are_kept_and_nothing_beyond_the_longest_age()
    {
        var decisions = Decide(Hourly(60 * 24), Now);
        Assert.That(Kept(decisions).Count(backup => Now - backup.TakenAt <= TimeSpan.FromHours(48)), Is.EqualTo(49));
        Assert.That(Kept(decisions).Count(backup => Now - backup.TakenAt is var age && age > TimeSpan.FromHours(48) && age <= TimeSpan.FromDays(14)), Is.InRange(11, 13));
        Assert.That(Kept(decisions).Count(backup => Now - backup.TakenAt > TimeSpan.FromDays(14)), Is.InRange(2, 4));
        Assert.That(Kept(decisions).Select(backup => Now - backup.TakenAt).Max(), Is.LessThanOrEqualTo(Rules.MaximumAge));
    }

    [Test]
    public void The_newest_is_never_removed_and_the_result_is_never_empty()
    {
        var dice = new Random(4);
        for (var round = 0; round < 500; round++)
        {
            var at = Now;
            var backups = Enumerable.Range(0, dice.Next(1, 40)).Select(number => ($"b{number:D3}", at += TimeSpan.FromMinutes(dice.Next(-100_000, 100_000)))).ToList();
            var decisions = Decide(backups, Now + TimeSpan.FromDays(dice.Next(-4000, 4000)));
            Assert.That(decisions[^1].Reason, Is.EqualTo(KeepReason.Newest));
            Assert.That(decisions, Has.Count.EqualTo(backups.Count));
        }
    }

    [TestCase(3650)]
    [TestCase(-3650)]
    public void A_clock_that_jumps_ten_years_takes_no_good_backup_along(int days)
    {
        var backups = Hourly(14 * 24);
        var before = Kept(Decide(backups, Now)).Select(backup => backup.Name).ToList();

        // The clock jumps, a run is made under it and old ones are dropped, then it jumps back.
        var jumped = Now + TimeSpan.FromDays(days);
        var during = Kept(Decide([.. backups, ("jump", jumped)], jumped)).Select(backup => backup.Name).ToList();
        Assert.That(before.Where(name => Now - backups.Single(backup => backup.Item1 == name).Item2 <= TimeSpan.FromDays(10)).Except(during).Count(), Is.LessThanOrEqualTo(49), "Those that were kept for their hour may go, as they would in two days.");
        Assert.That(Enumerable.Range(0, 10).Where(day => !during.Any(name => backups.Any(backup => backup.Item1 == name && (Now - backup.Item2).Days == day))), Is.Empty, "There is one of each of the last ten days.");
    }

    [Test]
    public void A_thousand_worthless_ones_leave_the_good_ones_of_the_days_before()
    {
        var good = Hourly(14 * 24);
        var garbage = Enumerable.Range(0, 1000).Select(number => ($"garbage{number:D4}", Now + TimeSpan.FromSeconds(number))).ToList();
        var decisions = Decide([.. good, .. garbage], Now + TimeSpan.FromSeconds(1000));
        var kept = Kept(decisions).Select(decision => decision.Name).ToHashSet();
        Assert.That(good.Count(backup => kept.Contains(backup.Item1)), Is.GreaterThanOrEqualTo(Kept(Decide(good, Now)).Count - 4));
        Assert.That(kept.Count(name => name.StartsWith("garbage", StringComparison.Ordinal)), Is.LessThanOrEqualTo(6));
    }

    [Test]
    public void A_machine_that_was_off_for_a_year_still_has_its_backup() =>
        Assert.That(Kept(Decide([("old", Now - TimeSpan.FromDays(365))], Now)).Single().Reason, Is.EqualTo(KeepReason.Newest));

    private static List<(string, DateTimeOffset)> Hourly(int hours) => [.. Enumerable.Range(0, hours + 1).Select(hour => ($"h{hour:D5}", Now - TimeSpan.FromHours(hours - hour)))];

    /// <summary>As runs write them one after the other.</summary>
    private static IReadOnlyList<KeepDecision> Decide(IEnumerable<(string Name, DateTimeOffset At)> backups, DateTimeOffset now)
    {
        var taken = new List<TakenBackup>();
        foreach (var (name, at) in backups)
        {
            taken.Add(new TakenBackup(name, at, KeepPolicy.Believed(taken.LastOrDefault(), at)));
        }

        return KeepPolicy.Decide(taken, Rules, now);
    }

    private static List<KeepDecision> Kept(IReadOnlyList<KeepDecision> decisions) => [.. decisions.Where(decision => !decision.IsRemoved)];
}
