using Digitize.Accounts;
using Digitize.Pages;

namespace Digitize.Documents;

/// <summary>A version that somebody asked for and that is not there yet: who, why, and what is to be changed. It goes when its version is made; one that could not be made stays, with the reason, until the next.</summary>
public sealed class PlannedVersion
{
    public required DocumentId DocumentId { get; init; }

    /// <summary>The reading of the document that makes it.</summary>
    public required int Reading { get; init; }

    public required AccountId AccountId { get; init; }

    public required string Reason { get; init; }

    public string? MadeBy { get; init; }

    /// <summary>The version that is changed; null where the original is read again.</summary>
    public int? BasedOn { get; init; }

    /// <summary>What is changed of that version (<see cref="VersionEdit.ToJson"/>), or what it becomes a part of as the first of several (<see cref="DocumentMerge.ToJson"/>).</summary>
    public string? Edit { get; init; }

    public FailureCode? FailureCode { get; init; }

    public string? FailureDetail { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public Failure? Failure => FailureCode is { } code ? new Failure(code, FailureDetail ?? "") : null;
}
