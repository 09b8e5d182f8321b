using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

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
        var compiled = Path.Combine(AppContext.BaseDirectory, "native", "digitize-page-runner");
        if (System.IO.File.Exists(compiled) && HasInstructions)
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
        string[] parts = [DotNetFolder, .. Directory.EnumerateFiles(folder, name + "*"), .. Directory.EnumerateFiles(folder, "Digitize.Pages.*")];
        return System.IO.File.Exists(host)
            ? new RunnerProgram(host, ["exec", Path.Combine(folder, name + ".dll"), .. arguments], parts)
            : new RunnerProgram(Path.Combine(folder, name), arguments, [folder]);
    }

    /// <summary>What the launcher lets it be compiled for: x86-64-v3, processors since 2013.</summary>
    private static bool HasInstructions => RuntimeInformation.ProcessArchitecture != Architecture.X64 || (Avx2.IsSupported && Fma.IsSupported && Bmi2.IsSupported && Lzcnt.IsSupported);

    /// <summary>From <c>…/shared/Microsoft.NETCore.App/10.0.x/</c>.</summary>
    private static string DotNetFolder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
