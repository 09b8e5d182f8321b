using Digitize.Accounts;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Storage;

namespace Digitize.Documents;

/// <summary>One letter: what was sent in, how far it is, and where its bytes are. Read-only in code; <see cref="Transitions"/> changes the row.</summary>
public sealed class Document
{
    public required DocumentId Id { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>The user who sent it; null for a folder or a key that belongs to nobody.</summary>
    public Guid? UserId { get; init; }

    /// <summary>As the sender called it, cleaned; never used as a path.</summary>
    public required string FileName { get; init; }

    public required string Title { get; init; }

    public required string Languages { get; init; }

    /// <summary>How it came in: <c>upload</c>, <c>tus</c>, <c>folder</c>, <c>merge</c>, …</summary>
    public required string Source { get; init; }

    /// <summary>What was asked for when it was sent in; nothing any more once a split was undone.</summary>
    public SplitMode Split { get; init; }

    /// <summary>Why a stack with marks stayed one document.</summary>
    public SplitProblem? SplitProblem { get; init; }

    /// <summary>The stack this document was cut from. It may be gone.</summary>
    public DocumentId? SplitFrom { get; init; }

    /// <summary>The page of that stack that it begins with.</summary>
    public PageNumber? SplitFromPage { get; init; }

    /// <summary>The document that this one is a part of where it is <see cref="DocumentState.Merged"/>, or was before that was taken back. It may be gone.</summary>
    public DocumentId? MergedInto { get; init; }

    /// <summary>The page of that document that it begins with.</summary>
    public PageNumber? MergedAtPage { get; init; }

    /// <summary>An earlier document of the same account with the same bytes.</summary>
    public DocumentId? DuplicateOf { get; init; }

    public required DocumentState State { get; init; }

    /// <summary>What a restored document goes back to.</summary>
    public DocumentState? StateBeforeTrash { get; init; }

    /// <summary>Counts the readings: 1 for the first, one more each time it is read again. Work of an older reading is void.</summary>
    public required int Reading { get; init; }

    public FailureCode? FailureCode { get; init; }

    public string? FailureDetail { get; init; }

    public FileFormat? Format { get; init; }

    /// <summary>Null until the pages have been counted.</summary>
    public int? PageCount { get; init; }

    public int PagesDone { get; init; }

    public int FailedPages { get; init; }

    public double? MeanConfidence { get; init; }

    /// <summary>Of the version that is shown.</summary>
    public int? DoubtfulWords { get; init; }

    public required BlobKey OriginalBlob { get; init; }

    public required long OriginalLength { get; init; }

    public required byte[] OriginalSha256 { get; init; }

    /// <summary>The key of this document, wrapped by its account's key: destroying it destroys the document.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>Number of the version that is shown; null until there is one.</summary>
    public int? CurrentVersion { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public DateTimeOffset? PurgeAfter { get; init; }

    /// <summary>One of the account's <see cref="DocumentType"/>s; without one a document is kept until somebody deletes it.</summary>
    public DocumentTypeId? Type { get; init; }

    /// <summary>The date on the letter, where it is known.</summary>
    public DateOnly? DatedOn { get; init; }

    /// <summary>The day for which retention has put it into the trash. Taken out again, it is not put there for the same day once more.</summary>
    public DateOnly? RetentionDue { get; init; }

    /// <summary>Since when it is kept and nothing more: neither processed nor shown (Art. 18 GDPR).</summary>
    public DateTimeOffset? RestrictedAt { get; init; }

    /// <summary><see cref="Actor.Name"/>.</summary>
    public string? RestrictedBy { get; init; }

    public string? RestrictionReason { get; init; }

    public Failure? Failure => FailureCode is { } code ? new Failure(code, FailureDetail ?? "") : null;
}
