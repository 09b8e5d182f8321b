using System.Collections.Concurrent;
using Digitize.Pages.Imaging;
using Digitize.Pages.Native;
using Digitize.Pages.Recognition;

namespace Digitize.Pages.Tests;

/// <summary>
/// One recognizer for all tests, loaded before the first and freed after the last: then no native object may be left.
/// </summary>
[SetUpFixture]
public sealed class SharedReaders
{
    private static readonly ConcurrentDictionary<(string Name, int Page, int Dpi), RecognizedPage> LettersRead = new();
    private static RecognizerPool? _pool;

    public static string Tessdata => Path.Combine(Corpus.RepositoryRoot, "tessdata");

    public static RecognizerPool Pool => _pool ?? throw new InvalidOperationException("The readers are loaded before the first test.");

    [OneTimeSetUp]
    public static void Load()
    {
        _pool = new RecognizerPool(LanguageSet.Default, Tessdata, engines: 1);

        // A pool loads when it is first used; that must not look like a leak of the first test that reads.
        Pool.Use(_ => true, CancellationToken.None);
    }

    [OneTimeTearDown]
    public static void Free()
    {
        _pool?.Dispose();
        Assert.That(NativeCheck.Alive, Is.Zero, "native objects outlived the tests");
    }

    /// <summary>A typeset letter as it is read; each page is read once, for all tests.</summary>
    public static RecognizedPage ReadLetter(string name, int page = 1, int dpi = 200) =>
        LettersRead.GetOrAdd((name, page, dpi), key => Read(Letters.Gray(key.Name, key.Page, key.Dpi), key.Dpi));

    /// <summary>Cleans and reads a page that stands upright.</summary>
    public static RecognizedPage Read(PageImage picture)
    {
        using var cleaned = PageCleaner.Clean(picture, QuarterTurn.None, CancellationToken.None);
        return Read(cleaned);
    }

    public static RecognizedPage Read(CleanedPage cleaned) =>
        Pool.Use(recognizer => recognizer.Read(cleaned, TimeSpan.FromMinutes(2), CancellationToken.None), CancellationToken.None);

    public static RecognizedPage Read(GrayPixels page, int dpi)
    {
        using var picture = PageImage.FromGray(page, new Dpi(dpi));
        return Read(picture);
    }
}
