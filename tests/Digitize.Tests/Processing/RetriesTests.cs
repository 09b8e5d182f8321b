using System.Net.Sockets;
using System.Security.Cryptography;
using Digitize.Pages;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

[Parallelizable(ParallelScope.Self)]
internal sealed class RetriesTests
{
    [TestCase(1, 5)]
    [TestCase(2, 30)]
    [TestCase(3, 120)]
    [TestCase(4, 600)]
    public void A_crash_is_tried_again_later_and_later(int attempt, int seconds) =>
        Assert.That(Retries.Decide(FailureClass.Unknown, attempt, Jitter.None), Is.EqualTo(new RetryDecision.Later(TimeSpan.FromSeconds(seconds), CostsAttempt: true)));

    [TestCase(FailureClass.Unknown, 5)]
    [TestCase(FailureClass.Resource, 2)]
    [TestCase(FailureClass.Deterministic, 1)]
    public void Work_is_dead_with_its_last_attempt(FailureClass kind, int attempt) =>
        Assert.That(Retries.Decide(kind, attempt, Jitter.None), Is.EqualTo(new RetryDecision.Dead()));

    [Test]
    public void What_took_too_much_is_tried_once_more() =>
        Assert.That(Retries.Decide(FailureClass.Resource, 1, Jitter.None), Is.InstanceOf<RetryDecision.Later>());

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(500)]
    public void Trouble_of_the_machine_never_costs_an_attempt(int attempt) =>
        Assert.That(Retries.Decide(FailureClass.Infrastructure, attempt, Jitter.None), Is.EqualTo(new RetryDecision.Later(TimeSpan.FromSeconds(10), CostsAttempt: false)));

    [Test]
    public void What_failed_together_comes_back_within_a_fifth_of_the_delay_and_not_together()
    {
        using var random = RandomNumberGenerator.Create();
        var jitter = new Jitter(random);
        var delays = Enumerable.Range(0, 1000).Select(_ => jitter.Spread(TimeSpan.FromSeconds(10)).TotalSeconds).ToList();
        Assert.That(delays, Is.All.InRange(8.0, 12.0));
        Assert.That(delays.Distinct().Count(), Is.GreaterThan(900));
    }

    private static IEnumerable<TestCaseData> Troubles()
    {
        yield return new TestCaseData(new IOException("No space left on device"), FailureClass.Infrastructure);
        yield return new TestCaseData(new SocketException(), FailureClass.Infrastructure);
        yield return new TestCaseData(new TimeoutException(), FailureClass.Infrastructure);
        yield return new TestCaseData(new InvalidOperationException("wrapped", new IOException()), FailureClass.Infrastructure);
        yield return new TestCaseData(new FileNotFoundException(), FailureClass.Unknown);
        yield return new TestCaseData(new CryptographicException(), FailureClass.Unknown);
        yield return new TestCaseData(new UnreadableException(new Failure(FailureCode.TimedOut, "late")), FailureClass.Resource);
        yield return new TestCaseData(new UnreadableException(new Failure(FailureCode.Encrypted, "locked")), FailureClass.Deterministic);
    }

    [TestCaseSource(nameof(Troubles))]
    public void Each_trouble_has_its_kind(Exception trouble, FailureClass kind) => Assert.That(Retries.Classify(trouble), Is.EqualTo(kind));

    [Test]
    public void A_reason_never_quotes_the_letter() =>
        Assert.That(Retries.Describe(new InvalidOperationException("canary")).Detail, Is.EqualTo(nameof(InvalidOperationException)));
}
