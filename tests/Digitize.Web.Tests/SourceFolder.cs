using System.Runtime.CompilerServices;

namespace Digitize.Web.Tests;

/// <summary>Where this project's sources are: its goldens and its script.</summary>
internal static class SourceFolder
{
    public static string Path { get; } = Find();

    private static string Find([CallerFilePath] string file = "") => System.IO.Path.GetDirectoryName(file)!;
}
