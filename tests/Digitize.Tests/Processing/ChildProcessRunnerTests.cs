using System.Diagnostics;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>The real child with real letters.</summary>
[CancelAfter(180_000)]
public sealed class ChildProcessRunnerTests
{
    [Test]
    public async Task A_letter_comes_out_as_it_does_in_this_process_to_the_byte([Values("kuendigung-unterschrift-stempel.pdf", "reparatur-bericht-gemischt.pdf", "kassenbon.jpg")] string sample, CancellationToken cancel)
    {
        var folder = Children.Folder();
        var source = Copy(Children.Sample(sample), folder);
        using var here = new InProcessRunner(Children.Tessdata, engines: 1);
        await using var there = await Children.RealAsync(Children.Limits(folder));

        var expected = await WholeAsync(here, source, Path.Combine(folder, "here"), cancel);
        var actual = await WholeAsync(there, source, Path.Combine(folder, "there"), cancel);

        Assert.Multiple(() =>
        {
            Assert.That(actual.Inspection.Pages, Is.EqualTo(expected.Inspection.Pages));
            Assert.That(actual.Pages.Select(page => page.Text), Is.EqualTo(expected.Pages.Select(page => page.Text)));
            Assert.That(actual.Pages.Select(page => page.Confidence), Is.EqualTo(expected.Pages.Select(page => page.Confidence)));
            Assert.That(actual.Pdf, Is.EqualTo(expected.Pdf));
            Assert.That(actual.Pages.Sum(page => page.Words), Is.GreaterThan(20));
        });
    }

    [Test]
    public async Task Separators_and_text_of_pages_that_stay_as_they_are_are_told(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var stack = Copy(Children.Sample("briefstapel-mit-trennblaettern.pdf"), folder);
        await using var runner = await Children.RealAsync(Children.Limits(folder));

        // What we made of it has text on every page, so that all of it is kept the second time.
        var first = await WholeAsync(runner, stack, Path.Combine(folder, "first"), cancel);
        var second = await WholeAsync(runner, Save(first.Pdf, folder, "again.pdf"), Path.Combine(folder, "second"), cancel);

        Assert.Multiple(() =>
        {
            Assert.That(second.Inspection.Pages.Count(page => page.KeepsText), Is.GreaterThan(1));
            Assert.That(Separators(first.Pages), Is.Not.Empty);
            Assert.That(Separators(second.Pages), Is.EqualTo(Separators(first.Pages)));
            Assert.That(second.Pages.Where((_, i) => second.Inspection.Pages[i].KeepsText).Select(page => page.HasPicture), Is.All.False);
            Assert.That(second.Pages.Sum(page => page.Words), Is.GreaterThan(50));
        });
    }

    [Test]
    public async Task Files_and_renditions_are_joined_as_in_this_process_to_the_byte(CancellationToken cancel)
    {
        var folder = Children.Folder();
        string[] files = [Children.Sample("kassenbon.jpg"), Children.Sample("reparatur-bericht-gemischt.pdf")];
        using var here = new InProcessRunner(Children.Tessdata, engines: 1);
        await using var there = await Children.RealAsync(Children.Limits(folder));
        List<JoinedFile> asked = [.. files.Select(file => new JoinedFile(file, Path.GetFileName(file), DateTimeOffset.UnixEpoch))];
        var (expected, actual) = (Path.Combine(folder, "here.pdf"), Path.Combine(folder, "there.pdf"));
        Assert.That((await there.JoinFilesAsync(asked, new PageOptions(), actual, cancel)).Pages, Is.EqualTo((await here.JoinFilesAsync(asked, new PageOptions(), expected, cancel)).Pages).And.EqualTo(new[] { 1, 2 }));
        Assert.That(await File.ReadAllBytesAsync(actual, cancel), Is.EqualTo(await File.ReadAllBytesAsync(expected, cancel)));

        var (whole, summary) = (Path.Combine(folder, "whole.pdf"), await there.JoinRenditionsAsync([files[1], files[1]], new PageOptions { Title = "Zwei" }, Path.Combine(folder, "whole.pdf"), cancel));
        Assert.That((summary.Pages, summary.Bytes), Is.EqualTo((4, new FileInfo(whole).Length)));
        Assert.That(() => there.JoinFilesAsync([asked[1] with { Path = Save("nothing"u8.ToArray(), folder, "junk.pdf") }], new PageOptions(), actual, cancel), Throws.InstanceOf<UnreadableException>());
    }

    [Test]
    public async Task A_child_that_works_in_the_background_steps_back_with_all_its_threads(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.RealAsync(Children.Limits(folder));
        var source = Copy(Children.Sample("kassenbon.jpg"), folder);
        await runner.InspectAsync(source, new PageOptions(), cancel);
        Assert.That(ThreadsThatStepBack(), Is.Zero);
        await runner.InspectAsync(source, new PageOptions { IsBackground = true }, cancel);
        Assert.That(ThreadsThatStepBack(), Is.GreaterThan(2));
    }

    /// <summary>Of children; nobody else's in these tests do.</summary>
    private static int ThreadsThatStepBack() => Process.GetProcesses().Where(process => process.ProcessName.StartsWith("digitize-page-r", StringComparison.Ordinal) || process.ProcessName == "dotnet")
        .SelectMany(process => Directory.Exists($"/proc/{process.Id}/task") ? Directory.EnumerateDirectories($"/proc/{process.Id}/task") : [])
        .Count(thread => Niceness(thread) == 10);

    private static int? Niceness(string thread)
    {
        try
        {
            // The nineteenth field; the name before may hold blanks.
            return int.Parse(File.ReadAllText($"{thread}/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [Test]
    public async Task The_spare_waits_for_a_single_letter_while_very_many_are_read(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var limits = Children.Limits(folder);
        await using var runner = await Children.RealAsync(limits);
        Assert.That(() => Directory.GetDirectories(limits.ScratchFolder), Has.Length.EqualTo(1).After(20_000, 20));
        var spare = Directory.GetDirectories(limits.ScratchFolder).Single();

        await runner.InspectAsync(Copy(Children.Sample("kassenbon.jpg"), folder), new PageOptions { IsBackground = true }, cancel);
        Assert.That(Directory.EnumerateFiles(spare, "*source*", SearchOption.AllDirectories), Is.Empty);
        await runner.InspectAsync(Children.Sample("kassenbon.jpg"), new PageOptions(), cancel);
        Assert.That(Directory.EnumerateFiles(spare, "*source*", SearchOption.AllDirectories), Is.Not.Empty);
    }

    [Test]
    public async Task What_cannot_be_read_is_refused_with_its_reason_and_the_child_works_on(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.RealAsync(Children.Limits(folder));
        var junk = Save("MZ, and nothing else"u8.ToArray(), folder, "renamed.pdf");

        var refused = Assert.ThrowsAsync<UnreadableException>(() => runner.InspectAsync(junk, new PageOptions(), cancel));
        var inspection = await runner.InspectAsync(Children.Sample("kassenbon.jpg"), new PageOptions(), cancel);

        Assert.That((refused!.Failure.Code, inspection.Format), Is.EqualTo((FailureCode.NotSupported, FileFormat.Jpeg)));
    }

    [Test]
    public async Task A_missing_file_is_our_mistake_and_not_the_letters(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.RealAsync(Children.Limits(folder));
        Assert.That(() => runner.InspectAsync(Path.Combine(folder, "never-there.pdf"), new PageOptions(), cancel), Throws.InstanceOf<FileNotFoundException>());
    }

    [Test]
    public async Task Nothing_is_left_of_a_document_when_it_is_done(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var limits = Children.Limits(folder);
        await using (var runner = await Children.RealAsync(limits))
        {
            await WholeAsync(runner, Copy(Children.Sample("kassenbon.jpg"), folder), Path.Combine(folder, "out"), cancel);
            Assert.That(() => Directory.EnumerateFiles(limits.ScratchFolder, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList(), Is.Empty.After(20_000, 20), "the spare has nothing, and the child is gone");
        }

        Assert.That(Directory.EnumerateFileSystemEntries(limits.ScratchFolder), Is.Empty);
    }

    [Test]
    public async Task A_caller_who_gives_up_ends_the_child_and_frees_the_slot(CancellationToken cancel)
    {
        var folder = Children.Folder();
        await using var runner = await Children.FaultyAsync(folder, TimeSpan.FromMinutes(5), "needs-kill");
        using var impatient = new CancellationTokenSource();
        var source = Save("%PDF-1.7"u8.ToArray(), folder, "letter.pdf");

        var request = runner.InspectAsync(source, new PageOptions(), impatient.Token);
        await impatient.CancelAsync();

        Assert.That(async () => await request.WaitAsync(TimeSpan.FromSeconds(20), cancel), Throws.InstanceOf<OperationCanceledException>());
        var next = runner.InspectAsync(source, new PageOptions(), new CancellationToken(canceled: true));
        Assert.That(async () => await next.WaitAsync(TimeSpan.FromSeconds(20), cancel), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>A page as the service works on it; the figures go into the decision about children.</summary>
    [Test]
    public async Task A_warm_child_answers_sooner_than_a_cold_one(CancellationToken cancel)
    {
        var folder = Children.Folder();
        var source = Copy(Children.Sample("kassenbon.jpg"), folder);
        await using var runner = await Children.RealAsync(Children.Limits(folder));
        var options = new PageOptions();

        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await runner.ReadPageAsync(source, PageNumber.First, options, Path.Combine(folder, $"{i}.page"), cancel);
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        TestContext.Out.WriteLine($"{runner.Isolation}: first page {times[0]:0.00} s, same child again {times[1]:0.00} s, {times[2]:0.00} s");
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "0.page")), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder, "2.page"))));
    }

    private static IEnumerable<(int, string)> Separators(IEnumerable<PageSummary> pages) =>
        pages.SelectMany((page, i) => page.Barcodes.Where(barcode => barcode.IsSeparator).Select(barcode => (i, barcode.Kind)));

    private static async Task<(Inspection Inspection, List<PageSummary> Pages, byte[] Pdf)> WholeAsync(IPageRunner runner, string source, string prefix, CancellationToken cancel)
    {
        var options = new PageOptions();
        var inspection = await runner.InspectAsync(source, options, cancel);
        var pages = new List<PageSummary>();
        var finished = new List<string?>();
        foreach (var page in inspection.Pages)
        {
            var path = $"{prefix}-{page.Number}.page";
            pages.Add(await runner.ReadPageAsync(source, page.Number, options, path, cancel));
            finished.Add(pages[^1].HasPicture ? path : null);
        }

        var pdf = prefix + ".pdf";
        var summary = await runner.AssembleAsync(source, finished, options, pdf, cancel);
        Assert.That(summary.Bytes, Is.EqualTo(new FileInfo(pdf).Length));
        return (inspection, pages, await File.ReadAllBytesAsync(pdf, cancel));
    }

    private static string Copy(string path, string folder)
    {
        var copy = Path.Combine(folder, Path.GetFileName(path));
        File.Copy(path, copy, overwrite: true);
        return copy;
    }

    private static string Save(byte[] bytes, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
