using Digitize.Cli.Tests.Ocr;

namespace Digitize.Cli.Tests;

/// <summary>Real files that are not part of this repository; tests that want them say so when they are not there.</summary>
internal static class Corpus
{
    public static string File(string folder, string name)
    {
        var file = Path.Combine(Run.RepositoryRoot, "..", "shared", "corpus", folder, name);
        Assume.That(System.IO.File.Exists(file), "The corpus is not on this machine.");
        return Path.GetFullPath(file);
    }
}
