namespace Digitize.Pages.Tests;

public sealed class ProcessorTimeTests
{
    [Test]
    public void Work_is_cancelled_when_its_processor_time_is_used_up()
    {
        using var limit = new ProcessorTime(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        while (!limit.Token.IsCancellationRequested)
        {
            Thread.SpinWait(1000);
        }

        Assert.That(() => limit.Token.ThrowIfCancellationRequested(), Throws.TypeOf<OperationCanceledException>());
    }

    [Test]
    public void A_caller_who_gives_up_ends_the_work_at_once()
    {
        using var caller = new CancellationTokenSource();
        using var limit = new ProcessorTime(TimeSpan.FromHours(1), caller.Token);
        caller.Cancel();
        Assert.That(limit.Token.IsCancellationRequested);
    }
}
