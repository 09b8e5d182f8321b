using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Digitize.Cli.Ocr;
using Digitize.Cli.Terminal;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Cli.Verbs;

/// <summary><c>digitize demo</c>: reads the letters of <c>samples/</c> and tells what came out.</summary>
internal static class DemoVerb
{
    private static readonly string[] Pictures = [".pdf", ".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp", ".heic"];

    public static Command Build()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Where the PDFs go, in a folder out", DefaultValueFactory = _ => new DirectoryInfo("demo") };
        var samples = new Option<DirectoryInfo?>("--samples") { Description = "Letters to read instead of the samples", HelpName = "FOLDER" };
        var command = new Command("demo", "Read the sample letters and show what was found") { data, samples };
        command.SetAction(parsed =>
        {
            using var interrupt = new Interrupt();
            return (int)Run(parsed.GetValue(samples) ?? FindSamples(), parsed.GetRequiredValue(data), interrupt.Token);
        });
        return command;
    }

    private static ExitCode Run(DirectoryInfo samples, DirectoryInfo data, CancellationToken cancel)
    {
        var files = samples.EnumerateFiles().Where(file => Pictures.Contains(file.Extension.ToLowerInvariant())).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            Console.Error.WriteLine($"digitize: there are no letters in {samples.FullName}");
            return ExitCode.FileAccess;
        }

        var target = data.CreateSubdirectory("out");
        var options = new PageOptions();
        if (Tessdata.FolderFor(options.Languages) is not { } tessdata)
        {
            Console.Error.WriteLine("digitize: the language models are missing beside the program");
            return ExitCode.FileAccess;
        }

        Console.WriteLine($"Reading {files.Count} letters of {samples.FullName}");
        using var recognizers = new RecognizerPool(options.Languages, tessdata, Environment.ProcessorCount);
        var worst = ExitCode.Done;
        var started = Stopwatch.GetTimestamp();
        var pages = 0;
        foreach (var file in files)
        {
            var (code, count) = Read(recognizers, file, target, options, cancel);
            pages += count;
            worst = code > worst ? code : worst;
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{pages} pages in {seconds:0.0} s. The searchable PDFs are in {target.FullName}"));
        return worst;
    }

    private static (ExitCode Code, int Pages) Read(RecognizerPool recognizers, FileInfo file, DirectoryInfo target, PageOptions options, CancellationToken cancel)
    {
        using var files = new OutputFiles();
        var output = Path.Combine(target.FullName, Path.ChangeExtension(file.Name, ".pdf"));
        using var progress = PageProgress.OnStandardError(Console.IsErrorRedirected ? ProgressStyle.None : ProgressStyle.Auto, file.Name);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = new DocumentPipeline(recognizers, Environment.ProcessorCount).Process(file.FullName, files.DraftFor(output), files.Scratch("draft.pdf"), options, progress.PageDone, cancel);
            files.Publish();
            progress.Say(Told(file, result, Stopwatch.GetElapsedTime(started)));
            return (result.Incomplete.Any() ? ExitCode.SomePagesUnreadable : ExitCode.Done, result.Pages.Count);
        }
        catch (UnreadableException unreadable)
        {
            progress.Say($"\n{file.Name}: {unreadable.Failure.Detail}");
            return (ExitCodes.For(unreadable.Failure.Code), 0);
        }
    }

    private static string Told(FileInfo file, DocumentResult result, TimeSpan time)
    {
        var sure = result.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $"{confidence.Percent:0} % sure") : "no words";
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"\n{file.Name}: {Count(result.Pages.Count, "page")}, {sure}, {Kilobytes(file.Length)} → {Kilobytes(result.Pdf.Bytes)} {(result.Pdf.IsPdfA ? "PDF/A-2b" : "PDF")}, {time.TotalSeconds:0.0} s");
        var text = string.Concat(result.Pages.Select(page => page.Text)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var shown = text.Take(12).Select(line => "  │ " + line);
        var more = text.Length > 12 ? [$"  │ … and {text.Length - 12} more lines"] : Array.Empty<string>();
        return string.Join('\n', [head, .. result.Pages.SelectMany(Remarks).Select(remark => "  · " + remark), .. shown, .. more]);
    }

    private static IEnumerable<string> Remarks(PageResult page)
    {
        if (page.Failure is { } failure)
        {
            yield return $"page {page.Number} could not be read: {failure.Detail}";
        }

        if (page.Treatment == PageTreatment.Kept)
        {
            yield return $"page {page.Number} had text and was kept as it is";
        }

        if (page.Finished is not { } finished)
        {
            yield break;
        }

        if (finished.Done.Turned != QuarterTurn.None)
        {
            yield return $"page {page.Number} was turned by {(int)finished.Done.Turned}°";
        }

        if (finished.Done.DeskewDegrees != 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"page {page.Number} was straightened by {finished.Done.DeskewDegrees:0.0}°");
        }

        if (finished.Blank is { IsBlank: true } blank)
        {
            yield return $"page {page.Number} is blank: {blank.Reason}";
        }

        foreach (var barcode in finished.Barcodes)
        {
            yield return $"page {page.Number} has a {barcode.Kind}{(barcode.IsSeparator ? " separator" : "")}: {barcode.Text}";
        }
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB");

    private static DirectoryInfo FindSamples()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
            {
                return new DirectoryInfo(Path.Combine(folder.FullName, "samples"));
            }
        }

        throw new DirectoryNotFoundException("The samples are not beside the program; give --samples FOLDER.");
    }
}
