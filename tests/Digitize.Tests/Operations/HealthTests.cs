using Digitize.Operations;
using Digitize.Storage;

namespace Digitize.Tests.Operations;

public sealed class HealthTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 3, 0, 0, TimeSpan.Zero);

    private static readonly HealthFacts Well = new(Now.AddHours(-1), Now.AddSeconds(-1), null, new Space.Enough(1));

    [Test]
    public void Each_thing_is_told_alone_also_when_it_is_well()
    {
        Assert.That(Health.Check(Well, Now).Select(check => check.Subject), Is.EqualTo(new[] { HealthSubject.Database, HealthSubject.Dispatcher, HealthSubject.Backlog, HealthSubject.Workers, HealthSubject.Disk }));
        Assert.That(Health.Decide(Well, Now), Is.Empty);
    }

    [TestCase(null, 0, ExpectedResult = "")]
    [TestCase(false, 0, ExpectedResult = "")]
    [TestCase(true, 0, ExpectedResult = "broker-away")]
    [TestCase(null, 2, ExpectedResult = "workers-silent")]
    [TestCase(true, 1, ExpectedResult = "broker-away workers-silent")]
    public string A_broker_that_is_away_and_workers_that_are_silent_are_told_and_keep_no_letter_out(bool? isBrokerAway, int silent)
    {
        var problems = Health.Decide(Well with { IsBrokerAway = isBrokerAway, SilentWorkers = silent }, Now);
        Assert.That(problems.Where(problem => problem.StopsService), Is.Empty);
        return string.Join(' ', problems.Select(problem => problem.Code));
    }

    [Test]
    public void Of_a_database_that_is_away_nothing_is_claimed()
    {
        var checks = Health.Check(Well with { IsDatabaseAway = true }, Now);
        Assert.That(checks.Select(check => check.Subject), Does.Not.Contain(HealthSubject.Backlog).And.Not.Contain(HealthSubject.Workers));
        Assert.That(checks[0].Problem!.StopsService);
    }
}
