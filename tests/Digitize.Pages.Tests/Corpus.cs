namespace Digitize.Pages.Tests;

/// <summary>Real pages that are not part of this repository; tests that want them say so when they are not there.</summary>
internal static class Corpus
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Samples => Path.Combine(RepositoryRoot, "samples");

    /// <summary>The folder, or the test is skipped with a sentence.</summary>
    public static string Folder(string name)
    {
        var folder = Path.Combine(RepositoryRoot, "..", "shared", "corpus", name);
        Assume.That(Directory.Exists(folder), $"The corpus folder '{name}' is not on this machine.");
        return Path.GetFullPath(folder);
    }

    public static string File(string folder, string name) => Path.Combine(Folder(folder), name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "Digitize.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Digitize.sln is in no folder above the tests.");
    }
}
