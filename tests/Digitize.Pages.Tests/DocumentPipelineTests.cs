using Digitize.Pages.Imaging;
using Digitize.Pages.Pdf;
using Digitize.Pages.Tests.Pdf;

namespace Digitize.Pages.Tests;

public sealed class DocumentPipelineTests
{
    private const int Dots = 100;

    private static readonly GrayPixels First = Letters.Gray("business-letter", dpi: Dots).Part(new PixelBox(0, 0, 827, 500));
    private static readonly GrayPixels Blank = Spoils.Blank(827, 500);
    private static readonly GrayPixels Last = Letters.Gray("schulbrief", dpi: Dots).Part(new PixelBox(0, 0, 827, 500));

    [Test]
    public void Pages_are_finished_and_told_in_their_order()
    {
        using var bench = new Workbench();
        var told = new List<(int Count, int Page)>();
        var result = Process(bench, ScanFiles.Pdf(Dots, First, Blank, Last), told: told);
        Assert.That(told, Is.EqualTo(new[] { (3, 1), (3, 2), (3, 3) }));
        Assert.That(result.Pages.Select(page => page.Treatment), Has.All.EqualTo(PageTreatment.Read));
        Assert.That(result.Pages[0].Text, Does.Contain("Harrowgate"));
        Assert.That(result.Pages[1].Text, Is.Empty);
        Assert.That(result.Pages[2].Text, Does.Contain("Grundschule"));
        Assert.That((result.Pdf.IsPdfA, result.Pdf.PageCount, Pages(bench)), Is.EqualTo((true, 3, 3)), string.Join("; ", result.Pdf.WhyNot));
    }

    [Test]
    public void Empty_pages_are_left_out_when_that_is_asked_for()
    {
        using var bench = new Workbench();
        var result = Process(bench, ScanFiles.Pdf(Dots, First, Blank), new PageOptions { DropBlankPages = true });
        Assert.That(result.Pages.Select(page => page.Treatment), Is.EqualTo(new[] { PageTreatment.Read, PageTreatment.Dropped }));
        Assert.That((result.PagesOut, Pages(bench)), Is.EqualTo((1, 1)));
    }

    [Test]
    public void Pages_that_nobody_could_read_are_in_the_PDF_as_pictures()
    {
        using var bench = new Workbench();
        var result = Process(bench, ScanFiles.Pdf(Dots, First, Last), new PageOptions { PageDeadline = TimeSpan.FromTicks(1) });
        Assert.That(result.Incomplete.Select(page => page.Failure?.Code), Is.EqualTo(new FailureCode?[] { FailureCode.TimedOut, FailureCode.TimedOut }));
        Assert.That(result.Confidence, Is.Null);
        Assert.That((result.Pdf.IsPdfA, Pages(bench)), Is.EqualTo((true, 2)));
    }

    [Test]
    public void Born_digital_pages_stay_as_they_are()
    {
        using var bench = new Workbench();
        var result = Process(bench, Letters.Pdf("verein-einladung"));
        Assert.That(result.Pages.Select(page => page.Treatment), Is.EqualTo(new[] { PageTreatment.Kept, PageTreatment.Kept }));
        Assert.That(TrueWords.Recall(Letters.Truth("verein-einladung", 2), result.Pages[1].Text), Is.GreaterThan(0.98));
    }

    [Test]
    public void The_same_file_gives_the_same_bytes()
    {
        using var one = new Workbench();
        using var other = new Workbench();
        var path = ScanFiles.Pdf(Dots, First, Last);
        Process(one, path);
        Process(other, path);
        Assert.That(File.ReadAllBytes(other.File("out.pdf")), Is.EqualTo(File.ReadAllBytes(one.File("out.pdf"))));
    }

    [Test]
    public void Asked_to_stop_it_leaves_no_output()
    {
        using var bench = new Workbench();
        var path = ScanFiles.Pdf(Dots, First, Last);
        using var stop = new CancellationTokenSource();
        Assert.That(() => Process(bench, path, pageDone: (_, _) => stop.Cancel(), cancel: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.Exists(bench.File("out.pdf")), Is.False);
    }

    [Test]
    public void What_goes_wrong_while_telling_ends_the_work_and_reaches_the_caller()
    {
        using var bench = new Workbench();
        Assert.That(
            () => Process(bench, ScanFiles.Pdf(Dots, First, Blank, Blank), pageDone: (_, _) => throw new IOException("The screen is gone.")),
            Throws.TypeOf<IOException>().With.Message.EqualTo("The screen is gone."));
    }

    private static DocumentResult Process(Workbench bench, string path, PageOptions? options = null, List<(int, int)>? told = null, Action<int, PageResult>? pageDone = null, CancellationToken cancel = default) =>
        new DocumentPipeline(SharedReaders.Pool, jobs: 1).Process(
            path, bench.File("out.pdf"), bench.File("draft.pdf"), options ?? new PageOptions(),
            pageDone ?? ((count, page) => told?.Add((count, page.Number.Value))), cancel);

    private static int Pages(Workbench bench)
    {
        using var document = PdfDocument.Open(bench.File("out.pdf"));
        return document.PageCount;
    }
}
