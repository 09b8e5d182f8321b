using Digitize.Accounts;

namespace Digitize.Documents;

/// <summary>What happened to a document, for those who fetch what is new.</summary>
public enum ChangeKind
{
    Received,
    Recognizing,
    Assembling,
    Completed,
    Failed,
    Trashed,
    Restored,
    Purged,
    Edited,
    Split,
    Merged,
}

/// <summary>One entry of the feed. Whoever has read up to a cursor has missed nothing before it.</summary>
public sealed class Change
{
    public long Cursor { get; init; }

    public required AccountId AccountId { get; init; }

    public required DocumentId DocumentId { get; init; }

    public required ChangeKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }
}
