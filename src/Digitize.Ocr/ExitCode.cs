using Digitize.Pages;

namespace Digitize.Ocr;

/// <summary>What the program answers to the shell; 0 to 6 and 130 as in OCRmyPDF where the meaning is the same.</summary>
internal enum ExitCode
{
    Done = 0,
    WrongArguments = 1,
    NotReadable = 2,
    ResultFailedCheck = 4,
    FileAccess = 5,
    SomePagesUnreadable = 6,
    Encrypted = 8,
    TooLarge = 9,
    Signed = 10,
    Internal = 15,
    Interrupted = 130,
}

internal static class ExitCodes
{
    /// <summary>The one table from reasons to exit codes.</summary>
    public static ExitCode For(FailureCode code) => code switch
    {
        FailureCode.NotSupported or FailureCode.Damaged or FailureCode.TimedOut or FailureCode.GaveUp => ExitCode.NotReadable,
        FailureCode.Encrypted => ExitCode.Encrypted,
        FailureCode.Signed => ExitCode.Signed,
        FailureCode.TooLarge or FailureCode.TooManyPages or FailureCode.PageTooLarge => ExitCode.TooLarge,
        FailureCode.Internal => ExitCode.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "This reason has no exit code."),
    };

    /// <summary>What a person can do about it, where there is something.</summary>
    public static string? Remedy(FailureCode code) => code switch
    {
        FailureCode.Encrypted => "Save it without a password first.",
        FailureCode.Signed => "Give --unsigned-copy to make a searchable copy all the same.",
        FailureCode.TooManyPages => "Split it first.",
        _ => null,
    };
}
