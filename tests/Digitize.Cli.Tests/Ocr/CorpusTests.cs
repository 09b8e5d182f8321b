using Digitize.Ocr;
namespace Digitize.Cli.Tests.Ocr;

/// <summary>Every odd file ends in a valid result, or in a documented exit code with one sentence.</summary>
public sealed class CorpusTests
{
    private static readonly ExitCode[] Documented = [ExitCode.NotReadable, ExitCode.SomePagesUnreadable, ExitCode.Encrypted, ExitCode.TooLarge, ExitCode.Signed];

    /// <summary>The engine reads each of them in its own tests; through the program every twelfth is enough for a quick answer.</summary>
    private static int Every => LongForm.IsAsked ? 1 : 12;

    private static IEnumerable<string> Files()
    {
        var corpus = Path.Combine(Run.RepositoryRoot, "..", "shared", "corpus");
        return Directory.Exists(corpus)
            ? new[] { "pdf", "formats" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(corpus, folder))).Where(file => !file.EndsWith(".txt", StringComparison.Ordinal)).Select(Path.GetFullPath).Order(StringComparer.Ordinal).Where((_, place) => place % Every == 0)
            : ["(the corpus is not on this machine)"];
    }

    [TestCaseSource(nameof(Files))]
    public void An_odd_file_ends_well(string file)
    {
        Assume.That(File.Exists(file), "The corpus is not on this machine.");
        using var run = new Run();
        var code = run.Ocr(file);
        if (code is ExitCode.Done or ExitCode.SomePagesUnreadable)
        {
            Assert.That(new FileInfo(run.Output).Length, Is.GreaterThan(300));
        }
        else
        {
            Assert.That(Documented, Does.Contain(code), run.Errors);
            Assert.That(run.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), run.Errors);
            Assert.That(run.Errors, Does.Contain(Path.GetFileName(file)));
            Assert.That(run.Left(), Is.Empty);
        }
    }
}
