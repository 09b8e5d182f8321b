namespace Digitize.Scaled.Tests;

internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Digitize.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
