using Digitize.Cli.Tests.Ocr;
using Digitize.Ocr;

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
    public void A_reader_who_goes_away_before_the_end_is_told_of()
    {
        using var run = new Run();
        using var process = Command.Start("ocr", Corpus.File("formats", "simple-alpha.png"), "-", "--progress", "none");
        process.StandardOutput.Close();
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That((ExitCode)process.ExitCode, Is.EqualTo(ExitCode.FileAccess), errors);
        Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1), errors);
    }

    [TestCase("ocr", "--jobs", "many", "in.pdf", "out.pdf")]
    [TestCase("ocr", "in.pdf")]
    [TestCase("ocr", "in.pdf", "out.pdf", "--no-such-option")]
    public void Wrong_arguments_are_answered_in_one_line(params string[] arguments)
    {
        var answer = Command.Run(arguments);
        Assert.That(answer.Code, Is.EqualTo(ExitCode.WrongArguments));
        Assert.That(answer.Output, Is.Empty);
        Assert.That(answer.Errors.TrimEnd('\n'), Does.StartWith("digitize: ").And.EndsWith("See digitize ocr --help.").And.Not.Contain("\n"));
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
