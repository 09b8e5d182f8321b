using System.Runtime.CompilerServices;

namespace Digitize.Screens.Tests;

internal static class TestFolders
{
    public static string Here { get; } = Find();

    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Here, "..", ".."));

    public static string Sample(string name) => Path.Combine(Repository, "samples", name);

    /// <summary>For tests in which it does not matter what is on the page: there is nothing to read on it.</summary>
    public static string SmallPicture { get; } = Path.Combine(Repository, "src", "Digitize.Web", "wwwroot", "icons", "mark-512.png");

    private static string Find([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
