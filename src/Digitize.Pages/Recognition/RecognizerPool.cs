using System.Collections.Concurrent;

namespace Digitize.Pages.Recognition;

/// <summary>
/// Recognizers, loaded when first needed and then kept. Those of our own reader share their models, 5 MB for a language; libtesseract takes about 25 MB of native memory for each language of each
/// recognizer, and as long to load as to read half a page.
/// </summary>
public sealed class RecognizerPool : IDisposable
{
    private readonly LineReaderFactory _factory;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<LineReaders> _idle = [];

    /// <param name="tessdataFolder">Holds <c>deu.traineddata</c> and so on.</param>
    /// <param name="engines">How many pages may be read at the same time: one for each core.</param>
    /// <exception cref="UnreadableException">The folder lacks a language's model; the sentence names both.</exception>
    public RecognizerPool(LanguageSet languages, string tessdataFolder, int engines, LineReaderKind kind = LineReaderKind.Usual)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(engines, 1);
        if (MissingLanguage.In(tessdataFolder, languages) is [var missing, ..])
        {
            throw new UnreadableException(FailureCode.NotSupported, missing.Sentence);
        }

        _factory = new LineReaderFactory(languages, tessdataFolder, kind);
        _free = new SemaphoreSlim(engines, engines);
    }

    /// <summary>Calls <paramref name="work"/> with a recognizer of its own, waiting for one to come free. The recognizer must not be kept.</summary>
    public TResult Use<TResult>(Func<Recognizer, TResult> work, CancellationToken cancel)
    {
        _free.Wait(cancel);
        try
        {
            if (!_idle.TryTake(out var readers))
            {
                readers = _factory.Make();
            }

            try
            {
                return work(new Recognizer(readers));
            }
            finally
            {
                _idle.Add(readers);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Frees all models. No page may be in work.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out var readers))
        {
            readers.Dispose();
        }

        _free.Dispose();
    }
}
