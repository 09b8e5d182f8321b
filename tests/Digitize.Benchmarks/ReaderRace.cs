using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Pages.Recognition.Models;
using Digitize.Pages.Recognition.Networks;

namespace Digitize.Benchmarks;

/// <summary>Gives the same strips of each page to our own reader and to libtesseract, in turn and on one thread, and compares processor time and text.</summary>
internal sealed class ReaderRace(string tessdata, MarkdownReport report)
{
    /// <summary>Of our own reader, which is at its full speed only when its code has been compiled twice; the fastest counts.</summary>
    private const int Rounds = 3;

    private sealed record Page(string Name, List<LineStrip> Strips, List<string> Lines, TimeSpan Tesseract);

    private sealed record Outcome(Page Page, TimeSpan Own, int Different);

    public void Run(string language, IReadOnlyList<ScanFile> files)
    {
        using var tesseract = new TesseractLineReader(tessdata, language);
        var pages = files.Select(file => ReadByTesseract(file, tesseract)).ToList();
        var model = LanguageModel.Open(Path.Combine(tessdata, language + ".traineddata"));
        foreach (var arithmetic in Enum.GetValues<Arithmetic>().Where(way => way != Arithmetic.Scalar && Arithmetics.IsSupported(way)).OrderDescending())
        {
            using var own = new NetworkLineReader(new LaidOutNetwork(model, arithmetic));
            var outcomes = pages.Select(page => Compare(page, own)).ToList();
            var ratio = outcomes.Sum(outcome => outcome.Own.TotalMilliseconds) / pages.Sum(page => page.Tesseract.TotalMilliseconds);
            report.Paragraph($"{arithmetic}, {language}: {ratio:0.000} of libtesseract's processor time; {outcomes.Sum(outcome => outcome.Different)} of {pages.Sum(page => page.Lines.Count)} lines read differently.");
            if (arithmetic == Arithmetics.Best)
            {
                report.Table(["page", "lines", "places filled", "own ms", "libtesseract ms", "own ÷ libtesseract", "lines read differently"], outcomes.Select(outcome => (IReadOnlyList<string>)
                [
                    outcome.Page.Name, $"{outcome.Page.Lines.Count}", $"{100 * Fill(outcome.Page.Strips.Chunk(own.LinesAtOnce)):0} %", $"{outcome.Own.TotalMilliseconds:0}", $"{outcome.Page.Tesseract.TotalMilliseconds:0}",
                    $"{outcome.Own / outcome.Page.Tesseract:0.000}", $"{outcome.Different}",
                ]));
                report.Paragraph(AcrossPages(pages, own));
            }
        }
    }

    /// <summary>What it would bring to read the lines of several pages side by side: all pages as one, against page by page.</summary>
    private static string AcrossPages(List<Page> pages, NetworkLineReader own)
    {
        List<LineStrip> all = [.. pages.SelectMany(page => page.Strips)];
        var apart = pages.Aggregate(TimeSpan.Zero, (sum, page) => sum + Read(own, page.Strips, own.LinesAtOnce, Rounds).Time);
        var byPage = pages.Aggregate(TimeSpan.Zero, (sum, page) => sum + Read(own, page.Strips, page.Strips.Count, Rounds).Time);
        var together = Read(own, all, all.Count, Rounds).Time;
        return $"Of the {LineBatches.MostLines} places of a batch {100 * Fill(pages.SelectMany(page => page.Strips.Chunk(own.LinesAtOnce))):0.0} % are filled over all steps "
            + $"with {own.LinesAtOnce} lines of a page to choose from, {100 * Fill(pages.Select(page => page.Strips)):0.0} % with all of a page, {100 * Fill([all]):0.0} % with those of all pages; "
            + $"reading takes {apart.TotalMilliseconds:0}, {byPage.TotalMilliseconds:0} and {together.TotalMilliseconds:0} ms.";
    }

    /// <summary>How many of the places of all batches have a line in them, over all steps that the widest line of each takes.</summary>
    private static double Fill(IEnumerable<IReadOnlyList<LineStrip>> groups)
    {
        var (used, all) = (0.0, 0.0);
        foreach (var group in groups)
        {
            List<int> widths = [.. group.Select(strip => strip.Pixels.Width)];
            foreach (var batch in LineBatches.Of(widths, leastWidth: 1))
            {
                used += batch.Sum(line => (double)widths[line]);
                all += (double)LineBatches.MostLines * widths[batch[0]];
            }
        }

        return all == 0 ? 1 : used / all;
    }

    private static Page ReadByTesseract(ScanFile file, TesseractLineReader tesseract)
    {
        var strips = StripsOf(file.Path);
        var (lines, time) = Read(tesseract, strips, tesseract.LinesAtOnce, 2);
        return new Page(file.Name, strips, lines, time);
    }

    private static Outcome Compare(Page page, NetworkLineReader own)
    {
        var (lines, time) = Read(own, page.Strips, own.LinesAtOnce, Rounds);
        return new Outcome(page, time, lines.Zip(page.Lines).Count(pair => pair.First != pair.Second));
    }

    /// <param name="atOnce">How many lines the reader may choose from.</param>
    private static (List<string> Lines, TimeSpan Time) Read(ILineReader reader, List<LineStrip> strips, int atOnce, int rounds)
    {
        using var watch = new ReadingDeadline(TimeSpan.FromHours(1), CancellationToken.None);
        var fastest = TimeSpan.MaxValue;
        IReadOnlyList<List<ReadWord>> lines = [];
        for (var round = 0; round < rounds; round++)
        {
            var before = Environment.CpuUsage.TotalTime;
            lines = [.. strips.Chunk(Math.Max(1, atOnce)).SelectMany(some => reader.Read(some, watch))];
            var used = Environment.CpuUsage.TotalTime - before;
            fastest = used < fastest ? used : fastest;
        }

        return ([.. lines.Select(words => string.Join(' ', words.Select(word => word.Text)))], fastest);
    }

    private static List<LineStrip> StripsOf(string path)
    {
        var strips = new List<LineStrip>();
        using var source = SourceFile.Open(path, new PageOptions(), CancellationToken.None);
        foreach (var page in source.Pages)
        {
            using var picture = source.ReadPage(page.Number, CancellationToken.None);
            using var cleaned = PageCleaner.Clean(picture.Image, QuarterTurn.None, CancellationToken.None);
            var found = LineFinder.Find(cleaned.ForReading);
            strips.AddRange(ReadingOrder.Arrange(found.Lines, found.Rules).SelectMany(row => row.Cells).Select(cell => LineStrip.Cut(found.Gray, cell)));
        }

        return strips;
    }
}
