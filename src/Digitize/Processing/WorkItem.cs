using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;

namespace Digitize.Processing;

public enum WorkKind
{
    Prepare,
    Page,
    Assemble,
    Notify,
    Export,
}

public enum WorkState
{
    Ready,
    Leased,
    Done,
    Dead,
}

/// <summary>One piece of work. The row is the truth about it; <see cref="WorkItems"/> is the only writer of its state.</summary>
public sealed class WorkItem
{
    public required WorkItemId Id { get; init; }

    public required WorkKind Kind { get; init; }

    public required AccountId AccountId { get; init; }

    public required DocumentId DocumentId { get; init; }

    /// <summary>Null where the work is about the whole document.</summary>
    public PageNumber? Page { get; init; }

    /// <summary>The reading of the document that it belongs to.</summary>
    public required int Reading { get; init; }

    public required WorkState State { get; init; }

    /// <summary>Counted when claiming, so that work that kills its process is counted too.</summary>
    public required int Attempts { get; init; }

    /// <summary>Rises with every claim; a result is taken only from the latest one.</summary>
    public required long Fence { get; init; }

    /// <summary>Place in the account's queue; see <see cref="FairOrder"/>.</summary>
    public required long Turn { get; init; }

    public required DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset? LeasedUntil { get; init; }

    public DateTimeOffset? DispatchedAt { get; init; }

    public FailureCode? FailureCode { get; init; }

    public string? FailureDetail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>From the claim that led to its end to that end.</summary>
    public long? TookMilliseconds { get; init; }
}

/// <summary>The right to do one piece of work until the lease runs out. <see cref="Fence"/> proves it.</summary>
public sealed record WorkClaim(
    WorkItemId Id, WorkKind Kind, AccountId Account, DocumentId Document, PageNumber? Page, int Reading, int Attempt, long Fence, DateTimeOffset LeasedUntil);
