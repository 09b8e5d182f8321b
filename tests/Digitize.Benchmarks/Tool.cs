using System.Diagnostics;

namespace Digitize.Benchmarks;

/// <summary>Programs that the bench calls for its own purposes, unmeasured.</summary>
internal static class Tool
{
    private static readonly (string Program, string Package)[] Needed =
    [
        ("convert", "imagemagick"), ("identify", "imagemagick"), ("pdftoppm", "poppler-utils"), ("pdftotext", "poppler-utils"),
        ("pdfimages", "poppler-utils"), ("qpdf", "qpdf"), ("ocrmypdf", "ocrmypdf"), ("tesseract", "tesseract-ocr"), ("bash", "bash"),
    ];

    private static readonly (string Model, string Package)[] NeededModels = [("deu", "tesseract-ocr-deu"), ("eng", "tesseract-ocr-eng"), ("osd", "tesseract-ocr-osd")];

    /// <summary>Debian packages without which the bench cannot run.</summary>
    public static IReadOnlyList<string> MissingPackages()
    {
        var programs = Needed.Where(tool => !IsOnPath(tool.Program)).Select(tool => tool.Package);
        var models = IsOnPath("tesseract")
            ? NeededModels.Where(model => !Output("tesseract", "--list-langs").Split('\n').Contains(model.Model)).Select(model => model.Package)
            : [];
        return [.. programs.Concat(models).Distinct()];
    }

    public static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public static string Output(string program, params string[] arguments)
    {
        var (code, output, error) = Run(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {error}");
    }

    public static bool Succeeds(string program, params string[] arguments) => Run(program, arguments).Code == 0;

    private static (int Code, string Output, string Error) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
