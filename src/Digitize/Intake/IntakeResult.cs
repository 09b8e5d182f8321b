using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;

namespace Digitize.Intake;

/// <summary>What comes with the bytes.</summary>
/// <param name="User">Who sends it; null for a folder.</param>
/// <param name="Languages">As in <c>deu+eng</c>; empty for the languages that are usual.</param>
/// <param name="IdempotencyKey">The same key with the same bytes is the same document.</param>
/// <param name="Source">How it came in: <c>upload</c>, <c>tus</c>, <c>folder</c>.</param>
/// <param name="Split">A stack, and where its documents begin.</param>
public sealed record Submission(
    AccountId Account, Guid? User, string FileName, string? Title, string Languages, string? IdempotencyKey, string Source, SplitMode Split)
{
    /// <summary>Who sends it, for the audit: a key has no user, and neither has a folder.</summary>
    public Actor By { get; init; } = User is { } user ? Actor.User(new UserId(user)) : Actor.System;

    /// <summary>For the document, each once.</summary>
    public IReadOnlyList<TagName> Tags { get; init; } = [];

    /// <summary>The name of one of the account's types; null for none.</summary>
    public TagName? Type { get; init; }

    /// <summary>The date on the letter; null where it is not known.</summary>
    public DateOnly? DatedOn { get; init; }
}

/// <summary>What became of a submission. The constructor is private: these are all there are.</summary>
public abstract record IntakeResult
{
    private IntakeResult()
    {
    }

    /// <summary>On disk and in the database: it is not lost any more.</summary>
    public sealed record Accepted(DocumentId Id, bool IsDuplicate) : IntakeResult;

    /// <summary>The key was used before with the same bytes; nothing new was stored.</summary>
    public sealed record AlreadyKnown(DocumentId Id) : IntakeResult;

    /// <summary>The key was used before with other bytes.</summary>
    public sealed record KeyUsedForOther(DocumentId Id) : IntakeResult;

    public sealed record Refused(Failure Reason) : IntakeResult;

    /// <summary>The account has no type of that name.</summary>
    public sealed record NoSuchType : IntakeResult;

    /// <summary>The contract of the account has ended: nothing new is taken in.</summary>
    public sealed record ContractEnded : IntakeResult;

    /// <summary>The disk is too full to promise anything.</summary>
    public sealed record NoSpace : IntakeResult;
}
