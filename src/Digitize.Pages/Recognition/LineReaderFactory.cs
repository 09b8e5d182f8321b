using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Pages.Recognition;

/// <summary>Makes readers for a set of languages. Models of our own reader are loaded once, at the first use, and shared by all readers; libtesseract loads its own for each.</summary>
internal sealed class LineReaderFactory(LanguageSet languages, string tessdataFolder, LineReaderKind kind)
{
    /// <summary>In pixels. The models of tessdata want 36 or 48.</summary>
    private const int HighestStrip = 64;

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

    /// <summary>Why our own reader cannot use a model that is whole; null when it can.</summary>
    private static string? Refusal(LanguageModel model) => model switch
    {
        { Network.Height: > HighestStrip } => $"The language model wants lines of {model.Network.Height} pixels, and ours have {HighestStrip} at most.",
        { Characters.RunsFromRight: true } => "The language is written from right to left, and our own reader does not put its words in order.",
        _ => null,
    };

    private static LaidOutNetwork Open(string path)
    {
        try
        {
            var model = LanguageModel.Open(path);
            return Refusal(model) is { } reason ? throw new UnreadableException(FailureCode.NotSupported, reason) : new LaidOutNetwork(model, Arithmetics.Best);
        }
        catch (UnreadableException e)
        {
            throw new UnreadableException(e.Failure with { Detail = $"{Path.GetFileName(path)}: {e.Failure.Detail}" }, e);
        }
    }
}
