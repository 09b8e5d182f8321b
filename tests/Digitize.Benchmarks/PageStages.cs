using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;

namespace Digitize.Benchmarks;

/// <summary>Goes through pages step by step as <see cref="PagePipeline"/> does, on one thread, and tells what each step takes of the processor.</summary>
internal sealed class PageStages(string tessdata, MarkdownReport report)
{
    /// <summary>Code is at its full speed only when it has been compiled twice; of each page and step the fastest round counts.</summary>
    private const int Rounds = 4;

    private readonly Dictionary<string, double> _fastest = [];
    private TimeSpan _since;

    public void Run(string languages, IReadOnlyList<ScanFile> files)
    {
        var set = LanguageSet.TryParse(languages)!;
        using var recognizers = new RecognizerPool(set, tessdata, engines: 1);
        using var readers = new LineReaderFactory(set, tessdata, LineReaderKind.Usual).Make();
        var pages = files.Sum(file => file.PageCount);
        var total = new Dictionary<string, double>();
        foreach (var file in files)
        {
            _fastest.Clear();
            for (var round = 0; round < Rounds; round++)
            {
                GoThrough(file, recognizers, readers).ToList().ForEach(step => _fastest[step.Key] = Math.Min(step.Value, _fastest.GetValueOrDefault(step.Key, double.MaxValue)));
            }

            foreach (var (step, milliseconds) in _fastest)
            {
                total[step] = total.GetValueOrDefault(step) + milliseconds;
            }
        }

        var all = total.Values.Sum();
        report.Table([$"{pages} pages, {languages}", "ms a page", "share"], total.Append(new("all steps", all)).Select(step => (IReadOnlyList<string>)
            [step.Key, $"{step.Value / pages:0.0}", $"{100 * step.Value / all:0} %"]));
    }

    private Dictionary<string, double> GoThrough(ScanFile file, RecognizerPool recognizers, LineReaders readers)
    {
        var spent = new Dictionary<string, double>();
        _since = Environment.CpuUsage.TotalTime;
        using var source = SourceFile.Open(file.Path, new PageOptions(), CancellationToken.None);
        Spent(spent, "opening");
        foreach (var page in source.Pages.Where(page => page is { Kind: not SourcePageKind.KeepText, Failure: null }))
        {
            using var picture = source.ReadPage(page.Number, CancellationToken.None);
            Spent(spent, "decoding");
            var survey = PageSurvey.Of(picture.Image);
            Spent(spent, "surveying");
            var turn = recognizers.Use(recognizer => OrientationFinder.Find(picture.Image, survey, recognizer, CancellationToken.None).Turn, CancellationToken.None);
            Spent(spent, "which way is up");
            using var cleaned = PageCleaner.Clean(picture.Image, survey, turn, CancellationToken.None);
            Spent(spent, "cleaning");
            var recognized = Read(cleaned, readers, spent);
            BlankPages.Judge(cleaned);
            Spent(spent, "whether it is blank");
            BarcodeFinder.Find(cleaned);
            Spent(spent, "barcodes");
            var placement = new Placement(picture.OriginalTurn, cleaned.Done.DeskewDegrees);
            PageEncoder.Encode(cleaned.ForDisplay, recognized, picture.Original, placement, picture.Original?.Bytes, CancellationToken.None);
            Spent(spent, "coding the picture");
        }

        return spent;
    }

    private RecognizedPage Read(CleanedPage cleaned, LineReaders readers, Dictionary<string, double> spent)
    {
        using var watch = new ReadingDeadline(TimeSpan.FromMinutes(10), CancellationToken.None);
        var found = LineFinder.Find(cleaned.ForReading);
        Spent(spent, "finding lines");
        var rows = ReadingOrder.Arrange(found.Lines, found.Rules);
        Spent(spent, "reading order");
        var strips = new PageStrips(found.Gray, [.. rows.SelectMany(row => row.Cells)]);
        _ = strips.Usual;
        Spent(spent, "cutting strips");
        var read = readers.ReadPage(strips, watch);
        Spent(spent, "reading lines");
        var page = Recognizer.Compose(found, rows, strips.Usual, read, cleaned);
        Spent(spent, "words and their places");
        return page;
    }

    private void Spent(Dictionary<string, double> spent, string step)
    {
        var now = Environment.CpuUsage.TotalTime;
        spent[step] = spent.GetValueOrDefault(step) + (now - _since).TotalMilliseconds;
        _since = now;
    }
}
