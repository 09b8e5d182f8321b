using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests.Recognition;

public sealed class RecognizerPoolTests
{
    private static readonly LanguageSet English = LanguageSet.TryParse("eng")!;

    [Test]
    public void A_language_without_a_model_is_refused_by_name() => Assert.That(
        () => new RecognizerPool(LanguageSet.TryParse("deu+xyz")!, SharedReaders.Tessdata, 1),
        Throws.TypeOf<UnreadableException>().With.Message.Contains("xyz").And.Property("Failure").Property("Code").EqualTo(FailureCode.NotSupported));

    [Test]
    public void A_pool_of_none_is_a_mistake() =>
        Assert.That(() => new RecognizerPool(English, SharedReaders.Tessdata, 0), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Models_of_libtesseract_are_loaded_once_when_first_needed_and_freed_with_the_pool()
    {
        var before = NativeCheck.Alive;
        using (var pool = new RecognizerPool(English, SharedReaders.Tessdata, 2, LineReaderKind.Tesseract))
        {
            Assert.That(NativeCheck.Alive, Is.EqualTo(before));
            for (var i = 0; i < 3; i++)
            {
                pool.Use(_ => true, CancellationToken.None);
                Assert.That(NativeCheck.Alive, Is.EqualTo(before + 1));
            }
        }

        Assert.That(NativeCheck.Alive, Is.EqualTo(before));
    }

    [Test]
    public void No_more_pages_are_in_work_than_there_are_engines()
    {
        using var pool = new RecognizerPool(English, SharedReaders.Tessdata, 2, LineReaderKind.Tesseract);
        using var bothInside = new Barrier(2);
        var (inside, most) = (0, 0);
        var before = NativeCheck.Alive;
        Task Work() => Task.Factory.StartNew(() => pool.Use(_ =>
        {
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(ref most, now);
            bothInside.SignalAndWait();
            Interlocked.Decrement(ref inside);
            return true;
        }, CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        // Each waits for another to be inside: with fewer than two at a time this would never end, with more the most would be three.
        Task.WaitAll(Work(), Work(), Work(), Work(), Work(), Work());
        Assert.That(most, Is.EqualTo(2));
        Assert.That(NativeCheck.Alive, Is.EqualTo(before + 2));
    }

    [Test]
    public void A_recognizer_comes_back_when_its_page_fails()
    {
        using var pool = new RecognizerPool(English, SharedReaders.Tessdata, 1);
        Assert.That(() => pool.Use<bool>(_ => throw new InvalidDataException(), CancellationToken.None), Throws.TypeOf<InvalidDataException>());
        Assert.That(pool.Use(_ => true, CancellationToken.None));
    }

    [Test]
    public void Who_waits_for_a_recognizer_can_be_stopped()
    {
        using var pool = new RecognizerPool(English, SharedReaders.Tessdata, 1);
        pool.Use(_ =>
        {
            Assert.That(() => pool.Use(_ => true, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
            return true;
        }, CancellationToken.None);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
