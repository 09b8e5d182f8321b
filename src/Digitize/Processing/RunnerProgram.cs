using System.Runtime.InteropServices;
using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>The program of the child, and what it is made of.</summary>
/// <param name="Parts">Files and folders that it has to see. Not the service's whole folder: settings with secrets lie there.</param>
internal sealed record RunnerProgram(string File, IReadOnlyList<string> Arguments, IReadOnlyList<string> Parts)
{
    /// <summary>
    /// <c>digitize-page-runner</c>, which lies beside the service: compiled for this machine in the folder <c>native</c> where the build could do that, and for the runtime otherwise.
    /// The first begins to work in a few hundredths of a second, and the second compiles itself for a second or two, anew for each document.
    /// </summary>
    public static RunnerProgram Of(RunnerLimits limits)
    {
        var tessdata = Path.GetFullPath(limits.TessdataFolder);
        if (CompiledRunner.Path is { } compiled)
        {
            return new RunnerProgram(compiled, [tessdata], [compiled, tessdata]);
        }

        var program = DotNet("digitize-page-runner", tessdata);
        return program with { Parts = [.. program.Parts, tessdata] };
    }

    /// <summary>A program of ours in the service's folder, started with the runtime that we run on; one that brings its own runtime starts by itself.</summary>
    public static RunnerProgram DotNet(string name, params string[] arguments)
    {
        var folder = AppContext.BaseDirectory;
        var host = Path.Combine(DotNetFolder, "dotnet");
        string[] parts = [DotNetFolder, .. Directory.EnumerateFiles(folder, name + "*"), .. Libraries.SelectMany(library => Directory.EnumerateFiles(folder, library + ".*"))];
        return System.IO.File.Exists(host)
            ? new RunnerProgram(host, ["exec", Path.Combine(folder, name + ".dll"), .. arguments], parts)
            : new RunnerProgram(Path.Combine(folder, name), arguments, [folder]);
    }

    /// <summary>What the program is made of: the host does not start it when one is missing.</summary>
    private static IReadOnlyList<string> Libraries => ["Digitize.Pages", "Digitize.Ocr", "System.CommandLine"];

    /// <summary>From <c>…/shared/Microsoft.NETCore.App/10.0.x/</c>.</summary>
    private static string DotNetFolder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
