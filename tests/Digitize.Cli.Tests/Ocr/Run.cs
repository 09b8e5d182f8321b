using Digitize.Ocr;
using Digitize.Ocr.Terminal;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Cli.Tests.Ocr;

/// <summary>One <c>digitize ocr</c> in this process, in a folder of its own.</summary>
internal sealed class Run : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("digitize-test-").FullName;

    public static string RepositoryRoot { get; } = FindRoot();

    public string Output => Path.Combine(_folder, "out.pdf");

    public string Errors { get; private set; } = "";

    public string Place(string name) => Path.Combine(_folder, name);

    public string Write(string name, byte[] content)
    {
        File.WriteAllBytes(Place(name), content);
        return Place(name);
    }

    /// <summary>Files left in the folder, without those that the test put there.</summary>
    public IEnumerable<string> Left(params string[] known) => Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)!).Except(known);

    public ExitCode Ocr(string input, Func<OcrRequest, OcrRequest>? change = null, CancellationToken cancel = default)
    {
        using var errors = new StringWriter();
        var options = new PageOptions { Languages = LanguageSet.TryParse("eng")! };
        var request = new OcrRequest(input, Output, options) { Progress = ProgressStyle.None, Jobs = 2 };
        var code = OcrRun.Run(change?.Invoke(request) ?? request, errors, cancel);
        Errors = errors.ToString();
        return code;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Digitize.sln is in no folder above the tests.");
    }
}
