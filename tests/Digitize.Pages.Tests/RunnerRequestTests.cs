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
}
