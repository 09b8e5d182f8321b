using System.Runtime.InteropServices;

namespace Digitize.Processing;

/// <summary>The program of the child and the folders that it is made of.</summary>
internal sealed record RunnerProgram(string File, IReadOnlyList<string> Arguments, IReadOnlyList<string> Folders)
{
    /// <summary><c>digitize-page-runner</c>, which lies beside the service.</summary>
    public static RunnerProgram Of(RunnerLimits limits) => DotNet("digitize-page-runner", limits.TessdataFolder) with
    {
        Folders = [AppContext.BaseDirectory, DotNetFolder, Path.GetFullPath(limits.TessdataFolder)],
    };

    /// <summary>A program of ours in the service's folder, started with the runtime that we run on; one that brings its own runtime starts by itself.</summary>
    public static RunnerProgram DotNet(string name, params string[] arguments)
    {
        var host = Path.Combine(DotNetFolder, "dotnet");
        var assembly = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        string[] folders = [AppContext.BaseDirectory, DotNetFolder];
        return System.IO.File.Exists(host)
            ? new RunnerProgram(host, ["exec", assembly, .. arguments], folders)
            : new RunnerProgram(Path.Combine(AppContext.BaseDirectory, name), arguments, folders);
    }

    /// <summary>From <c>…/shared/Microsoft.NETCore.App/10.0.x/</c>.</summary>
    private static string DotNetFolder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
}
