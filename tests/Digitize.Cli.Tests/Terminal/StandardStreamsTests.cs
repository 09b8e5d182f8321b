using Digitize.Cli.Tests.Ocr;

namespace Digitize.Cli.Tests.Terminal;

public sealed class StandardStreamsTests
{
    /// <summary>Leptonica, libtiff and libjpeg have an opinion on each of these.</summary>
    [TestCase("pdf", "lichtenstein.pdf")]
    [TestCase("formats", "multi-page-images-alpha.tiff")]
    public void Libraries_print_nothing(string folder, string name)
    {
        using var run = new Run();
        var answer = Command.Run("ocr", Corpus.File(folder, name), run.Output, "--progress", "none");
        Assert.That(answer.Errors, Is.Empty);
        Assert.That(answer.Code, Is.EqualTo(ExitCode.Done));
    }

    [Test]
    public void A_picture_that_was_cut_off_is_told_in_our_words_only()
    {
        using var run = new Run();
        var whole = File.ReadAllBytes(Corpus.File("formats", "simple.jpg"));
        var answer = Command.Run("ocr", run.Write("cut.jpg", whole[..(whole.Length / 4)]), "-", "--progress", "none");
        Assert.That(answer.Code, Is.EqualTo(ExitCode.NotReadable));
        Assert.That(answer.Output, Is.Empty);
        Assert.That(answer.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), answer.Errors);
        Assert.That(answer.Errors, Does.StartWith("digitize: ").And.Contain("cut.jpg"));
    }

    [Test]
    public void Nothing_but_the_result_is_on_standard_output()
    {
        using var run = new Run();
        var answer = Command.Run(File.ReadAllBytes(Corpus.File("formats", "simple-alpha.png")), ["ocr", "-", "-"]);
        Assert.That(answer.Code, Is.EqualTo(ExitCode.Done), answer.Errors);
        Assert.That(answer.Output[..5], Is.EqualTo("%PDF-"u8.ToArray()));
        Assert.That(answer.Output[^6..], Is.EqualTo("%%EOF\n"u8.ToArray()));
    }
}
