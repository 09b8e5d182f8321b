using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Digitize.Ocr;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Cli.Tests.Ocr;

public sealed class OcrRunTests
{
    private static string Sample => Directory.EnumerateFiles(Path.Combine(Run.RepositoryRoot, "samples"), "*.tif*").Order(StringComparer.Ordinal).First();

    [Test]
    public void A_scan_becomes_a_searchable_archive_file_with_everything_beside_it()
    {
        using var run = new Run();
        var code = run.Ocr(Sample, request => request with
        {
            TextPath = run.Place("a.txt"),
            HocrPath = run.Place("a.hocr"),
            AltoPath = run.Place("a.xml"),
            JsonPath = run.Place("a.json"),
            Options = request.Options with { Languages = LanguageSet.Default },
        });

        Assert.That(code, Is.EqualTo(ExitCode.Done), run.Errors);
        var words = File.ReadAllText(run.Place("a.txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.That(words, Has.Length.GreaterThan(20));
        Assert.That(TextOf(run.Output).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Intersect(words).Count(), Is.GreaterThan(words.Distinct().Count() * 9 / 10));
        using var report = JsonDocument.Parse(File.ReadAllBytes(run.Place("a.json")));
        Assert.That(report.RootElement.GetProperty("pdf").GetProperty("conformance").GetString(), Is.EqualTo("PDF/A-2b"));
        Assert.That(run.Left(), Is.EquivalentTo(new[] { "out.pdf", "a.txt", "a.hocr", "a.xml", "a.json" }));
    }

    [Test]
    public void The_same_scan_gives_the_same_bytes()
    {
        using var first = new Run();
        using var second = new Run();
        first.Ocr(Sample);
        second.Ocr(Sample);
        Assert.That(File.ReadAllBytes(second.Output), Is.EqualTo(File.ReadAllBytes(first.Output)));
    }

    [Test]
    public void A_text_file_called_pdf_is_refused_in_one_sentence()
    {
        using var run = new Run();
        var code = run.Ocr(run.Write("letter.pdf", Encoding.UTF8.GetBytes("Dear Sir or Madam, this is no scan at all.\n")));
        Assert.That(code, Is.EqualTo(ExitCode.NotReadable));
        Assert.That(run.Errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("letter.pdf").And.Not.Contain("   at "));
        Assert.That(run.Left("letter.pdf"), Is.Empty);
    }

    [Test]
    public void A_file_that_is_not_there_is_told()
    {
        using var run = new Run();
        Assert.That(run.Ocr(run.Place("none.pdf")), Is.EqualTo(ExitCode.FileAccess));
        Assert.That(run.Errors, Does.Contain("none.pdf"));
    }

    [Test]
    public void A_folder_that_is_not_there_is_told_before_any_work()
    {
        using var run = new Run();
        Assert.That(run.Ocr(Sample, request => request with { Output = run.Place("nowhere/out.pdf") }), Is.EqualTo(ExitCode.FileAccess));
        Assert.That(run.Errors, Does.Contain("nowhere"));
    }

    [Test]
    public void A_language_without_a_model_names_the_package()
    {
        using var run = new Run();
        var code = run.Ocr(Sample, request => request with { Options = request.Options with { Languages = LanguageSet.TryParse("xxx")! } });
        Assert.That(code, Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(run.Errors, Does.Contain("tesseract-ocr-xxx"));
    }

    [Test]
    public void An_interrupted_run_leaves_nothing_behind()
    {
        using var run = new Run();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(run.Ocr(Sample, cancel: cancelled.Token), Is.EqualTo(ExitCode.Interrupted));
        Assert.That(run.Left(), Is.Empty);
    }

    [Test]
    public void A_result_that_stood_there_before_survives_a_failure()
    {
        using var run = new Run();
        File.WriteAllText(run.Output, "earlier");
        run.Ocr(run.Write("bad.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]));
        Assert.That(File.ReadAllText(run.Output), Is.EqualTo("earlier"));
    }

    [Test]
    public void Two_outputs_in_one_file_are_refused_before_any_work()
    {
        using var run = new Run();
        Assert.That(run.Ocr(Sample, request => request with { TextPath = run.Output }), Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(run.Errors, Does.Contain("OUT and --text"));
        Assert.That(run.Left(), Is.Empty);
    }

    [Test]
    public void The_upload_is_not_overwritten_by_what_stands_beside_the_result()
    {
        using var run = new Run();
        var upload = run.Write("a.tif", File.ReadAllBytes(Sample));
        Assert.That(run.Ocr(upload, request => request with { JsonPath = upload }), Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(File.ReadAllBytes(upload), Is.EqualTo(File.ReadAllBytes(Sample)));
    }

    [Test]
    public void A_name_from_outside_never_reaches_the_terminal_as_it_is()
    {
        using var run = new Run();
        run.Ocr(run.Place("a\nb\e[31m\u202Efdp.exe"));
        Assert.That(run.Errors.TrimEnd('\n'), Does.Contain(@"a\u000Ab\u001B[31m\u202Efdp.exe").And.Not.Contain("\n").And.Not.Contain("\e"));
    }

    [Test]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assume.That(File.Exists("/dev/full"), "There is no /dev/full on this machine.");
        using var run = new Run();
        Assert.That(run.Ocr(Sample, request => request with { Output = "/dev/full" }), Is.EqualTo(ExitCode.FileAccess), run.Errors);
        Assert.That(SpecialFile.StandsAt("/dev/full"));
    }

    private static string TextOf(string pdf)
    {
        using var process = Process.Start(new ProcessStartInfo("pdftotext", [pdf, "-"]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
