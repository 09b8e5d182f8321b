using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition;

/// <summary>Makes readers for a set of languages. Models of our own reader are loaded once, at the first use, and shared by all readers; libtesseract loads its own for each.</summary>
internal sealed class LineReaderFactory(LanguageSet languages, string tessdataFolder, LineReaderKind kind)
{
    private readonly Lazy<IReadOnlyList<LaidOutNetwork>?> _networks = new(() => Load(languages, tessdataFolder, kind));

    /// <summary>Whether our own reader reads.</summary>
    /// <exception cref="UnreadableException">It was asked for and cannot use a model.</exception>
    public bool UsesOwn => _networks.Value is not null;

    /// <exception cref="UnreadableException">Our own reader was asked for and cannot use a model.</exception>
    public LineReaders Make() => new(_networks.Value is { } networks
        ? [.. networks.Select(network => new NetworkLineReader(network))]
        : [.. languages.Languages.Select(language => new TesseractLineReader(tessdataFolder, language))]);

    private static List<LaidOutNetwork>? Load(LanguageSet languages, string tessdataFolder, LineReaderKind kind)
    {
        if (kind == LineReaderKind.Tesseract)
        {
            return null;
        }

        try
        {
            return [.. languages.Languages.Select(language => Open(Path.Combine(tessdataFolder, language + ".traineddata")))];
        }
        catch (UnreadableException) when (kind == LineReaderKind.Usual)
        {
            return null;
        }
    }

    private static LaidOutNetwork Open(string path)
    {
        try
        {
            var model = LanguageModel.Open(path);
            return model.Network.Height == LineStrip.Height ? new LaidOutNetwork(model, Arithmetics.Best)
                : throw new UnreadableException(FailureCode.NotSupported, $"The language model wants lines of {model.Network.Height} pixels, and ours have {LineStrip.Height}.");
        }
        catch (UnreadableException e)
        {
            throw new UnreadableException(e.Failure with { Detail = $"{Path.GetFileName(path)}: {e.Failure.Detail}" }, e);
        }
    }
}
