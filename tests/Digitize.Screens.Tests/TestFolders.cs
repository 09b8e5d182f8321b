using System.Runtime.CompilerServices;

namespace Digitize.Screens.Tests;

internal static class TestFolders
{
    public static string Here { get; } = Find();

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here, "..", ".."));

    public static string Sample(string name) => Path.Combine(Repository, "samples", name);

    private static string Find([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
