namespace Digitize.Pages;

/// <summary>Why a document or a page could not be worked on. A closed list: every value has its sentence, exit code and problem type.</summary>
public enum FailureCode
{
    NotSupported,
    Damaged,
    Encrypted,
    Signed,
    TooLarge,
    TooManyPages,
    PageTooLarge,
    TimedOut,
    GaveUp,
    Internal,
}

/// <summary>A reason and the one detail that helps a person: never text of the letter.</summary>
public sealed record Failure(FailureCode Code, string Detail)
{
    /// <summary>The page it happened on, where it was one page.</summary>
    public PageNumber? Page { get; init; }
}

/// <summary>This input can never work; trying again is of no use. The only exception of Digitize.Pages that callers are expected to catch.</summary>
public sealed class UnreadableException(Failure failure, Exception? cause = null) : Exception(failure.Detail, cause)
{
    public Failure Failure { get; } = failure;

    public UnreadableException(FailureCode code, string detail) : this(new Failure(code, detail))
    {
    }
}
