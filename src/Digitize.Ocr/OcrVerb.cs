using System.CommandLine;
using System.Globalization;
using Digitize.Ocr.Terminal;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Ocr;

/// <summary><c>digitize ocr IN OUT.pdf</c>: one file, no configuration, no server.</summary>
internal static class OcrVerb
{
    public const string Name = "ocr";

    /// <summary>The largest page that is accepted, 100 megapixels in colour, takes 400 MB for each picture of it; three are alive at a time.</summary>
    private const int MegabytesPerJob = 1500;
    private const int BaseMegabytes = 1500;

    public static Command Build()
    {
        var input = new Argument<string>("IN") { Description = "A PDF, TIFF, JPEG, PNG, WebP, BMP, GIF, JPEG 2000 or HEIC file; - is standard input" };
        var output = new Argument<string>("OUT") { Description = "The searchable PDF; - is standard output" };
        var languages = new Option<string>("--languages", "-l") { Description = "Languages, the most frequent first, joined by +", DefaultValueFactory = _ => LanguageSet.Default.Name };
        var text = new Option<string?>("--text") { Description = "Write the plain text to this file, too", HelpName = "FILE" };
        var hocr = new Option<string?>("--hocr") { Description = "Write words and places as hOCR, too", HelpName = "FILE" };
        var alto = new Option<string?>("--alto") { Description = "Write words and places as ALTO, too", HelpName = "FILE" };
        var json = new Option<string?>("--json") { Description = "Write all that was found and done as JSON, too", HelpName = "FILE" };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Pages worked on side by side", DefaultValueFactory = _ => Environment.ProcessorCount };
        var mode = new Option<TextMode>("--mode") { Description = "PDF pages with text: skip keeps them, redo replaces the text of an earlier recognition, force reads every page as a picture", DefaultValueFactory = _ => TextMode.Skip };
        var reader = new Option<LineReaderKind>("--reader") { Description = "What reads the lines: own is our own reader of the models, tesseract is libtesseract, usual is our own where it knows the models", DefaultValueFactory = _ => LineReaderKind.Usual };
        var drop = new Option<bool>("--drop-blank-pages") { Description = "Leave empty pages out of the PDF" };
        var unsigned = new Option<bool>("--unsigned-copy") { Description = "Make a searchable copy of a signed PDF; the copy is not signed" };
        var title = new Option<string?>("--title") { Description = "The document's title", HelpName = "TEXT" };
        var progress = new Option<ProgressStyle>("--progress") { Description = "auto is a bar on a terminal and lines otherwise", DefaultValueFactory = _ => ProgressStyle.Auto };
        languages.Validators.Add(result =>
        {
            if (LanguageSet.TryParse(result.GetValueOrDefault<string>() ?? "") is null)
            {
                result.AddError("--languages takes names joined by +, such as deu+eng");
            }
        });
        jobs.Validators.Add(result =>
        {
            // Asked for its value, what is no number would throw.
            if (result.Tokens is [.., var given] && !(int.TryParse(given.Value, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= 256))
            {
                result.AddError("--jobs takes a number from 1 to 256");
            }
        });

        var command = new Command(Name, "Turn a scan into a small, searchable PDF/A") { input, output, languages, text, hocr, alto, json, jobs, mode, reader, drop, unsigned, title, progress };
        command.SetAction(parsed =>
        {
            var options = new PageOptions
            {
                Languages = LanguageSet.TryParse(parsed.GetRequiredValue(languages)) ?? LanguageSet.Default,
                Mode = parsed.GetValue(mode),
                Reader = parsed.GetValue(reader),
                DropBlankPages = parsed.GetValue(drop),
                UnsignedCopy = parsed.GetValue(unsigned),
                Title = parsed.GetValue(title),
            };
            var request = new OcrRequest(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), options)
            {
                TextPath = parsed.GetValue(text),
                HocrPath = parsed.GetValue(hocr),
                AltoPath = parsed.GetValue(alto),
                JsonPath = parsed.GetValue(json),
                Jobs = parsed.GetValue(jobs),
                Progress = parsed.GetValue(progress),
            };
            ProcessLimits.Apply(BaseMegabytes + (request.Jobs * MegabytesPerJob));
            using var interrupt = new Interrupt();
            return (int)OcrRun.Run(request, Console.Error, interrupt.Token);
        });
        return command;
    }
}
