using Digitize.Pages.Imaging;

namespace Digitize.Pages.Recognition;

/// <summary>
/// Reads pages, one after the other, on one thread at a time. Holds the languages' models, which take long to load: rent one from a <see cref="RecognizerPool"/>.
/// A page is read in four steps with plain data between them: lines are found, brought into reading order, read one by one, and rid of what is not writing.
/// </summary>
public sealed class Recognizer
{
    private readonly LineReaders _readers;

    internal Recognizer(LineReaders readers) => _readers = readers;

    /// <summary>Reads a cleaned page. Boxes and baselines are in pixels of the picture for display; the page stays owned by the caller.</summary>
    /// <param name="deadline">How much processor time the reading may take.</param>
    /// <exception cref="UnreadableException">The deadline passed: <see cref="FailureCode.TimedOut"/>.</exception>
    public RecognizedPage Read(CleanedPage page, TimeSpan deadline, CancellationToken cancel)
    {
        using var watch = new ReadingDeadline(deadline, cancel);
        var found = LineFinder.Find(page.ForReading);
        watch.Check();
        var rows = ReadingOrder.Arrange(found.Lines, found.Rules);
        var strips = new PageStrips(found.Gray, [.. rows.SelectMany(row => row.Cells)]);
        return Compose(found, rows, strips.Usual, _readers.ReadPage(strips, watch), page);
    }

    /// <summary>The page, of what was read of its lines.</summary>
    /// <param name="strips">Of the cells of all rows, one behind the other.</param>
    internal static RecognizedPage Compose(LineFinder.Found found, IReadOnlyList<ReadingRow> rows, IReadOnlyList<LineStrip> strips, IReadOnlyList<List<ReadWord>> read, CleanedPage page)
    {
        var lines = new List<TextLine>(rows.Count);
        var first = 0;
        foreach (var row in rows)
        {
            if (Compose(found, row, strips, read, first) is { } line)
            {
                lines.Add(line);
            }

            first += row.Cells.Count;
        }

        var (width, height) = (page.ForDisplay.Width, page.ForDisplay.Height);
        return new RecognizedPage(width, height, page.ForDisplay.Dpi, [.. lines.Select(line => OnDisplay(line, 1 / page.Done.ReadingScale, width, height))]);
    }

    /// <summary>How well the longest lines of a grey page read as it lies, from 0 to 1; 0 when there are none.</summary>
    /// <exception cref="UnreadableException">The time of <paramref name="watch"/> is over: <see cref="FailureCode.TimedOut"/>.</exception>
    internal double SampleQuality(PageImage gray, ReadingDeadline watch)
    {
        const int Lines = 5;
        const int Glyphs = 12;
        var found = LineFinder.Find(gray);
        var longest = found.Lines.Where(line => line.Glyphs.Count >= Glyphs).OrderByDescending(line => line.Glyphs.Count).Take(Lines);
        double sum = 0;
        var letters = 0;
        foreach (var words in _readers.ReadPage(new PageStrips(found.Gray, [.. longest]), watch))
        {
            var length = words.Sum(word => word.Text.Length);
            sum += LineReaders.Quality(words) * length;
            letters += length;
        }

        return letters == 0 ? 0 : sum / letters;
    }

    /// <summary>A line of text of a row's cells, the first of which is the strip <paramref name="first"/>. Null when nothing of the row is writing.</summary>
    private static TextLine? Compose(LineFinder.Found found, ReadingRow row, IReadOnlyList<LineStrip> strips, IReadOnlyList<List<ReadWord>> read, int first)
    {
        var words = new List<Word>();
        FoundLine? longest = null;
        for (var index = 0; index < row.Cells.Count; index++)
        {
            var cell = row.Cells[index];
            var kept = NoiseWords.Drop(WordBoxes.Place(read[first + index], cell, strips[first + index]), found.UsualXHeight);
            if (kept.Count > 0 && (longest is null || cell.Box.Width > longest.Box.Width))
            {
                longest = cell;
            }

            words.AddRange(kept.Select(word => new Word(word.Word.Text, word.Box, word.Word.Confidence) { Alternatives = word.Word.Alternatives }));
        }

        return longest is null ? null
            : new TextLine(words.Select(word => word.Box).Aggregate((a, b) => a.Union(b)), longest.Baseline, [.. Zeros.Correct(words).Select(Alternatives.Chosen)], row.StartsParagraph);
    }

    private static TextLine OnDisplay(TextLine line, double factor, int width, int height)
    {
        PixelBox Place(PixelBox box) => (factor == 1 ? box : box.Scale(factor)).Intersect(new PixelBox(0, 0, width, height));
        var baseline = new Baseline(line.Baseline.X * factor, line.Baseline.Y * factor, line.Baseline.Slope);
        return line with { Box = Place(line.Box), Baseline = baseline, Words = [.. line.Words.Select(word => word with { Box = Place(word.Box) }).Where(word => !word.Box.IsEmpty)] };
    }
}
