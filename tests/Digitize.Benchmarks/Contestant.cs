using System.Globalization;

namespace Digitize.Benchmarks;

/// <summary>Where a contestant is to leave its results for one file.</summary>
internal sealed record OutputPaths(string Folder, string Stem)
{
    public string Pdf => Path.Combine(Folder, Stem + ".pdf");

    public string Text => Path.Combine(Folder, Stem + ".txt");

    public string Hocr => Path.Combine(Folder, Stem + ".hocr");

    public string WithoutExtension => Path.Combine(Folder, Stem);
}

/// <summary>A program that makes a searchable PDF of a scan, and the command that asks it to.</summary>
internal sealed record Contestant(string Name, string Version, Func<ScanFile, OutputPaths, int, IReadOnlyList<string>> Command)
{
    public const string Digitize = "digitize";
    public const string OcrMyPdf = "ocrmypdf";
    public const string Tesseract = "tesseract";

    public static IReadOnlyList<string> Names { get; } = [Digitize, OcrMyPdf, Tesseract];

    public static Contestant DigitizeAt(string executable) => new(Digitize, "this tree", (file, output, jobs) =>
    [
        executable, "ocr", file.Path, output.Pdf, "--languages", file.Languages, "--text", output.Text, "--hocr", output.Hocr,
        "--jobs", Number(jobs), "--mode", "skip", "--progress", "none",
    ]);

    public static Contestant OcrMyPdfOnPath() => new(OcrMyPdf, Tool.Output("ocrmypdf", "--version").Trim(), OcrMyPdfCommand);

    /// <summary>The plain program: it neither turns nor straightens. It cannot open a PDF, so <see cref="PictureList"/> gives it the pages as pictures.</summary>
    public static Contestant TesseractOnPath() => new(Tesseract, Tool.Output("tesseract", "--version").Split('\n')[0].Replace("tesseract ", "", StringComparison.Ordinal), (file, output, _) =>
        ["tesseract", file.IsPdf ? PictureList.For(file, output.Folder) : file.Path, output.WithoutExtension, "-l", file.Languages, "pdf", "txt", "hocr"]);

    private static IReadOnlyList<string> OcrMyPdfCommand(ScanFile file, OutputPaths output, int jobs)
    {
        List<string> command = ["ocrmypdf", "--quiet", "--output-type", "pdfa", "-l", file.Languages, "--jobs", Number(jobs), "--sidecar", output.Text];
        if (file.AsScanned)
            command.AddRange(["--rotate-pages", "--deskew"]);
        if (file.IsPdf)
            command.Add("--skip-text");
        if (file.AssumedDpi is { } dpi)
            command.AddRange(["--image-dpi", Number(dpi)]);
        return [.. command, file.Path, output.Pdf];
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
