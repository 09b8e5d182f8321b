using Digitize.Ocr;

namespace Digitize.Cli.Tests.Ocr;

public sealed class OutputFilesTests
{
    [Test]
    public void Nothing_stands_under_the_final_name_before_it_is_published()
    {
        using var run = new Run();
        using var files = new OutputFiles();
        File.WriteAllText(files.DraftFor(run.Output), "whole");
        Assert.That(File.Exists(run.Output), Is.False);
        files.Publish();
        Assert.That(File.ReadAllText(run.Output), Is.EqualTo("whole"));
    }

    [Test]
    public void What_was_not_published_is_removed()
    {
        using var run = new Run();
        string scratch;
        using (var files = new OutputFiles())
        {
            scratch = files.Scratch("page");
            File.WriteAllText(scratch, "half");
            File.WriteAllText(files.DraftFor(run.Output), "half");
        }

        Assert.That(run.Left(), Is.Empty);
        Assert.That(File.Exists(scratch), Is.False);
    }
}
