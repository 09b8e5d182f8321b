using Digitize.Pages.Recognition;
using Digitize.Pages.Wire;

namespace Digitize.Pages.Tests;

public sealed class RunnerRequestTests
{
    [TestCase(LineReaderKind.Own)]
    [TestCase(LineReaderKind.Tesseract)]
    public void A_child_is_told_which_reader_reads(LineReaderKind reader)
    {
        var options = new PageOptions { Reader = reader };
        Assert.That(RunnerRequest.Read(new RunnerRequest.ReadPage("in", PageNumber.First, options, "out").Write()), Is.EqualTo(new RunnerRequest.ReadPage("in", PageNumber.First, options, "out")));
        Assert.That(RunnerRequest.Read(new RunnerRequest.Warm(LanguageSet.Default, reader).Write()), Is.EqualTo(new RunnerRequest.Warm(LanguageSet.Default, reader)));
    }

    [Test]
    public void A_child_is_told_which_files_become_one_and_says_how_many_pages_each_had()
    {
        var files = new JoinedFile[] { new("a", "Größe.jpg", DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)), new("b", "b.pdf", DateTimeOffset.UnixEpoch) };
        var request = (RunnerRequest.JoinFiles)RunnerRequest.Read(new RunnerRequest.JoinFiles(files, new PageOptions(), "out").Write());
        Assert.That(request.Files, Is.EqualTo(files));
        Assert.That((request.Options, request.Result), Is.EqualTo((new PageOptions(), "out")));
        var renditions = (RunnerRequest.JoinRenditions)RunnerRequest.Read(new RunnerRequest.JoinRenditions(["a", "b"], new PageOptions(), "out").Write());
        Assert.That(renditions.Sources, Is.EqualTo(new[] { "a", "b" }));
        var answer = (RunnerAnswer.Joined)RunnerAnswer.Read(new RunnerAnswer.Joined(new JoinSummary([3, 1], 9)).Write());
        Assert.That((answer.Summary.Pages, answer.Summary.Bytes), Is.EqualTo(((IReadOnlyList<int>)new[] { 3, 1 }, 9L)));
        Assert.That(() => RunnerAnswer.Read(new RunnerAnswer.Joined(new JoinSummary([0], 9)).Write()), Throws.InstanceOf<InvalidDataException>());
    }
}
