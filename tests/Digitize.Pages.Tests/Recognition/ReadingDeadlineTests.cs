using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class ReadingDeadlineTests
{
    [Test]
    public void With_time_left_it_lets_pass()
    {
        using var watch = new ReadingDeadline(TimeSpan.FromHours(1), CancellationToken.None);
        Assert.That(watch.Check, Throws.Nothing);
    }

    [Test]
    public void Nothing_of_libtesseract_is_made_unless_it_is_asked_for()
    {
        var before = NativeCheck.Alive;
        using var watch = new ReadingDeadline(TimeSpan.FromHours(1), CancellationToken.None);
        watch.Check();
        Assert.That(NativeCheck.Alive, Is.EqualTo(before));
        Assert.That(watch.Monitor.IsInvalid, Is.False);
        Assert.That(NativeCheck.Alive, Is.EqualTo(before + 1));
    }

    [Test]
    public void With_none_left_the_page_timed_out()
    {
        using var watch = new ReadingDeadline(TimeSpan.Zero, CancellationToken.None);
        Assert.That(watch.Check, Throws.TypeOf<UnreadableException>().With.Property("Failure").Property("Code").EqualTo(FailureCode.TimedOut));
    }

    [Test]
    public void Being_stopped_is_no_failure_of_the_page()
    {
        using var watch = new ReadingDeadline(TimeSpan.Zero, new CancellationToken(canceled: true));
        Assert.That(watch.Check, Throws.InstanceOf<OperationCanceledException>());
    }
}
