using Digitize.Pages;
using Digitize.Processing;

namespace Digitize.Tests.Processing;

/// <summary>Runners for tests: the real child, or one with a fault.</summary>
internal static class Children
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Tessdata => Path.Combine(RepositoryRoot, "tessdata");

    public static string Sample(string name) => Path.Combine(RepositoryRoot, "samples", name);

    /// <summary>A folder for the test alone.</summary>
    public static string Folder()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "children", TestContext.CurrentContext.Test.ID);
        Directory.CreateDirectory(path);
        return path;
    }

    public static RunnerLimits Limits(string folder) => new()
    {
        TessdataFolder = Tessdata,
        ScratchFolder = Path.Combine(folder, "scratch"),
        Children = 1,
        Grace = TimeSpan.FromMilliseconds(300),
    };

    public static Task<ChildProcessRunner> RealAsync(RunnerLimits limits) => ChildProcessRunner.StartAsync(limits, TimeProvider.System, CancellationToken.None);

    /// <summary>A runner whose children have a fault; a request may take as long as <paramref name="patience"/>.</summary>
    public static Task<ChildProcessRunner> FaultyAsync(string folder, TimeSpan patience, params string[] fault) =>
        ChildProcessRunner.StartAsync(Limits(folder) with { LongestRequest = patience }, RunnerProgram.DotNet("digitize-faulty-child", fault), TimeProvider.System, CancellationToken.None);

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
