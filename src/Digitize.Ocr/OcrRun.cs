using System.Text;
using Digitize.Ocr.Terminal;
using Digitize.Pages;
using Digitize.Pages.Pdf;
using Digitize.Pages.Recognition;

namespace Digitize.Ocr;

/// <summary>Carries out one <c>digitize ocr</c>: every answer but 0 comes with one sentence on standard error that names the file.</summary>
internal static class OcrRun
{
    private const string Nowhere = "/dev/null";

    public static ExitCode Run(OcrRequest request, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            return RunOrThrow(request, errors, cancel);
        }
        catch (UnreadableException unreadable)
        {
            var page = unreadable.Failure.Page is { } number ? $", page {number}" : "";
            var remedy = ExitCodes.Remedy(unreadable.Failure.Code) is { } known ? " " + known : "";
            Say(errors, $"digitize: {request.InputName}{page}: {unreadable.Failure.Detail}{remedy}");
            return ExitCodes.For(unreadable.Failure.Code);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Say(errors, $"digitize: {request.InputName}: interrupted; nothing was written");
            return ExitCode.Interrupted;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Say(errors, $"digitize: {request.InputName}: {cause.Message}");
            return ExitCode.FileAccess;
        }
    }

    private static ExitCode RunOrThrow(OcrRequest request, TextWriter errors, CancellationToken cancel)
    {
        if (SharedPath(request) is { } shared)
        {
            Say(errors, $"digitize: {shared}");
            return ExitCode.WrongArguments;
        }

        if (Tessdata.FolderFor(request.Options.Languages) is not { } tessdata)
        {
            Say(errors, $"digitize: {MissingModels(request.Options.Languages)}");
            return ExitCode.WrongArguments;
        }

        using var files = new OutputFiles();
        var input = request.ReadsStandardInput ? Spool(files, request.Options.Limits, cancel) : Existing(request.Input);
        var pdfDraft = files.DraftFor(request.Output);
        using var progress = PageProgress.OnStandardError(request.Progress, Path.GetFileName(request.InputName));
        progress.Opened();
        using var watchdog = new Watchdog(request.Options, files, errors, request.InputName);
        using var recognizers = new RecognizerPool(request.Options.Languages, tessdata, request.Jobs, request.Options.Reader);
        var result = new DocumentPipeline(recognizers, request.Jobs).Process(input, pdfDraft, files.Scratch("draft.pdf"), request.Options, (pages, page) =>
        {
            watchdog.Fed();
            progress.PageDone(pages, page);
        }, cancel);
        if (PdfChecks.Faults(pdfDraft, result.PagesOut, cancel) is [var fault, ..])
        {
            progress.Say($"digitize: {request.InputName}: the result failed its own check and was thrown away: {fault}");
            return ExitCode.ResultFailedCheck;
        }

        WriteSidecars(request, files, result);
        cancel.ThrowIfCancellationRequested();
        files.Publish();
        foreach (var page in result.Incomplete)
        {
            var left = page.Treatment == PageTreatment.Unreadable ? "It is in the PDF as a picture." : "The rest was read.";
            progress.Say($"digitize: {request.InputName}, page {page.Number}: {page.Failure?.Detail} {left}");
        }

        return result.Incomplete.Any() ? ExitCode.SomePagesUnreadable : ExitCode.Done;
    }

    private static void WriteSidecars(OcrRequest request, OutputFiles files, DocumentResult result)
    {
        if (request.TextPath is { } text)
        {
            // A form feed after each page, as pdftotext has it.
            File.WriteAllText(files.DraftFor(text), string.Concat(result.Pages.Where(page => page.Treatment != PageTreatment.Dropped).Select(page => page.Text + "\f")));
        }

        List<FinishedPage> finished = [.. result.Pages.Where(page => page.Treatment != PageTreatment.Dropped).Select(page => page.Finished).OfType<FinishedPage>()];
        if (request.HocrPath is { } hocr)
        {
            File.WriteAllText(files.DraftFor(hocr), HocrWriter.Write(finished, request.Options.Languages), new UTF8Encoding(false));
        }

        if (request.AltoPath is { } alto)
        {
            using var stream = File.Create(files.DraftFor(alto));
            AltoWriter.Write(stream, finished);
        }

        if (request.JsonPath is { } json)
        {
            using var stream = File.Create(files.DraftFor(json));
            Report.Write(stream, request.InputName, request, result);
        }
    }

    /// <summary>A sentence when one file would be written over another; only OUT may take the place of the upload.</summary>
    private static string? SharedPath(OcrRequest request)
    {
        var places = request.Outputs.Select(output => (output.Option, Place: Place(output.Path))).ToList();
        if (places.GroupBy(output => output.Place).FirstOrDefault(same => same.Key != Nowhere && same.Count() > 1) is { } twice)
        {
            return $"{twice.First().Option} and {twice.Last().Option} are the same file; give each its own";
        }

        return !request.ReadsStandardInput && places.Skip(1).FirstOrDefault(output => output.Place == Place(request.Input)).Option is { } over
            ? $"{over} is the file to be read; give it another name"
            : null;
    }

    private static string Place(string path) => path == "-" ? path : Path.GetFullPath(path);

    private static void Say(TextWriter errors, string line) => errors.WriteLine(Printable.Of(line));

    private static string MissingModels(LanguageSet languages)
    {
        var missing = Tessdata.MissingEverywhere(languages);
        return missing.Length == 0
            ? $"the models for {languages.Name} lie in different folders; put them into one"
            : $"there is no model for the language {missing[0]}; in Debian and Ubuntu: apt-get install tesseract-ocr-{missing[0].Replace('_', '-')}";
    }

    private static string Existing(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("this is a folder.");
        }

        // Opened here so that a missing or forbidden file is told before any work begins.
        using (File.OpenRead(path))
        {
            return path;
        }
    }

    private static string Spool(OutputFiles files, Limits limits, CancellationToken cancel)
    {
        var path = files.Scratch("standard-input");
        using var from = Console.OpenStandardInput();
        using var to = File.Create(path);
        var buffer = new byte[1 << 16];
        int read;
        while ((read = from.Read(buffer)) > 0)
        {
            cancel.ThrowIfCancellationRequested();
            to.Write(buffer, 0, read);
            if (to.Length > limits.MaxFileMegabytes << 20)
            {
                throw new UnreadableException(FailureCode.TooLarge, $"It has more than {limits.MaxFileMegabytes} MB.");
            }
        }

        return path;
    }
}
