using System.Text;
using Digitize.Pages.Native;

namespace Digitize.Pages.Recognition;

/// <summary>Reads with libtesseract: one language's model, loaded once.</summary>
internal sealed class TesseractLineReader : ILineReader
{
    private readonly TessBaseHandle _engine;

    public TesseractLineReader(string tessdataFolder, string language)
    {
        _engine = NativeCheck.Valid(Tesseract.TessBaseAPICreate(), nameof(Tesseract.TessBaseAPICreate));
        NativeCheck.Zero(Tesseract.TessBaseAPIInit2(_engine, tessdataFolder, language, Tesseract.OEM_LSTM_ONLY), nameof(Tesseract.TessBaseAPIInit2));
        Tesseract.TessBaseAPISetPageSegMode(_engine, Tesseract.PSM_RAW_LINE);
        Set("tessedit_do_invert", "0");
        Set("debug_file", "/dev/null");
    }

    public int LinesAtOnce => 1;

    public int StripHeight => LineStrip.Height;

    public IReadOnlyList<List<ReadWord>> Read(IReadOnlyList<LineStrip> strips, ReadingDeadline watch)
    {
        var lines = new List<List<ReadWord>>(strips.Count);
        foreach (var strip in strips)
        {
            watch.Check();
            lines.Add(Read(strip, watch.Monitor));
        }

        return lines;
    }

    private List<ReadWord> Read(LineStrip strip, TessMonitorHandle monitor)
    {
        var pixels = strip.Pixels;
        Tesseract.TessBaseAPISetImage(_engine, pixels.Samples, pixels.Width, pixels.Height, 1, pixels.Width);
        Tesseract.TessBaseAPISetSourceResolution(_engine, Dpi.Usual);
        var words = new List<ReadWord>();
        if (Tesseract.TessBaseAPIRecognize(_engine, monitor) != 0)
        {
            return words;
        }

        using var at = Tesseract.TessBaseAPIGetIterator(_engine);
        if (at.IsInvalid)
        {
            return words;
        }

        do
        {
            var text = Tesseract.TextAt(at, Tesseract.RIL_WORD).Trim().Normalize(NormalizationForm.FormC);
            if (text.Length > 0 && Tesseract.TessPageIteratorBoundingBox(at, Tesseract.RIL_WORD, out var left, out _, out var right, out _) != 0)
            {
                words.Add(new ReadWord(text, left, right, Confidence.FromPercent(Tesseract.TessResultIteratorConfidence(at, Tesseract.RIL_WORD)), Tesseract.TessResultIteratorWordIsFromDictionary(at) != 0));
            }
        }
        while (Tesseract.TessResultIteratorNext(at, Tesseract.RIL_WORD) != 0);
        return words;
    }

    public void Dispose() => _engine.Dispose();

    private void Set(string name, string value)
    {
        if (Tesseract.TessBaseAPISetVariable(_engine, name, value) == 0)
        {
            throw new InvalidOperationException($"This tesseract has no variable {name}.");
        }
    }
}
