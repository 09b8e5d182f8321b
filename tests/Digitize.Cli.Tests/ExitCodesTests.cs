using Digitize.Ocr;
using Digitize.Pages;

namespace Digitize.Cli.Tests;

public sealed class ExitCodesTests
{
    [TestCaseSource(nameof(AllCodes))]
    public void Every_reason_has_an_exit_code(FailureCode code) => Assert.That(ExitCodes.For(code), Is.Not.EqualTo(ExitCode.Done));

    [TestCase(FailureCode.Encrypted, 8)]
    [TestCase(FailureCode.Signed, 10)]
    [TestCase(FailureCode.TooManyPages, 9)]
    [TestCase(FailureCode.Damaged, 2)]
    public void The_codes_are_the_documented_ones(FailureCode code, int exit) => Assert.That((int)ExitCodes.For(code), Is.EqualTo(exit));

    private static FailureCode[] AllCodes() => Enum.GetValues<FailureCode>();
}
