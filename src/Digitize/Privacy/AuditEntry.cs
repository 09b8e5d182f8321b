using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Privacy;

/// <summary>What was done. Stored by name, and sealed with it: a name is never given another meaning.</summary>
public enum AuditAction
{
    DocumentReceived,
    DocumentEdited,
    DocumentTrashed,
    DocumentRestored,
    DocumentSplit,
    DocumentReadAgain,
    DocumentPurged,
    PagesEdited,
    WordsCorrected,
    VersionRestored,
    VersionRemoved,
    PdfRead,
    OriginalRead,
    TextRead,
    HocrRead,
    JsonRead,
    WordsRead,
    PictureRead,
    ThumbnailRead,
    SnippetsRead,
    AccountCreated,
    UserAdded,
    MemberChanged,
    MemberRemoved,
    UserDisabled,
    UserEnabled,
    PasswordIssued,
    PasswordReplaced,
    FactorAdded,
    FactorRemoved,
    RecoveryCodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    KeyIssued,
    KeyRevoked,
    SignedIn,
    SignInRefused,
    SessionsEnded,
    ReleaseOpened,
    ReleaseEnded,
    HoldPlaced,
    HoldReleased,
    RestrictionBegun,
    RestrictionLifted,
    TypeAdded,
    TypeReplaced,
    TypeRemoved,
    ContractEndAgreed,
    ContractEndUndone,

    /// <summary>That the documents of an account, or its name, go soon.</summary>
    ErasureAnnounced,

    /// <summary>Its documents have gone, and nobody signs in to it any more.</summary>
    AccountErased,

    /// <summary>Its name has gone, and its key.</summary>
    AccountForgotten,
    BackupRestored,

    /// <summary>The store was compared with a backup, and differed.</summary>
    StoreScrubbed,
    MasterKeyChanged,

    /// <summary>Everything of the account was asked for as one file; then made; then fetched by the link.</summary>
    ExportRequested,
    ExportMade,
    ExportFetched,
    ExportDeleted,

    /// <summary>An operator wrote everything of the account into a file on the machine.</summary>
    ExportWritten,

    /// <summary>A document can be fetched by a link; not any more; was fetched by it, each time.</summary>
    ShareLinkMade,
    ShareLinkWithdrawn,
    ShareLinkFetched,

    /// <summary>Words that were read with doubt are right as they are.</summary>
    WordsConfirmed,

    /// <summary>It became a part of another document.</summary>
    DocumentMerged,
}

/// <summary>What kind of thing an action was done to. Stored by name.</summary>
public enum AuditObject
{
    Document,
    Account,
    User,
    ApiKey,
    Release,
    DocumentType,
}

/// <summary>Whether it was done. Stored by name.</summary>
public enum AuditOutcome
{
    Done,
    Refused,
}

/// <summary>
/// One link of a chain, as it is stored. Ids only: what names people or things lies in <see cref="Details"/>, which only the account's key opens.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>See <see cref="AuditChain"/>.</summary>
    public required byte[] Mac { get; init; }

    /// <summary>Whose chain; null for the chain of the installation.</summary>
    public AccountId? AccountId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>To the millisecond, as it is stored.</summary>
    public required DateTimeOffset At { get; init; }

    public required ActorKind ActorKind { get; init; }

    public string? ActorId { get; init; }

    public required AuditAction Action { get; init; }

    public AuditObject? ObjectKind { get; init; }

    public string? ObjectId { get; init; }

    /// <summary>What allowed or caused it, as an id or a word of ours: <c>release …</c>, <c>share …</c>, <c>hold …</c>, <c>backup …</c>, <c>trash</c>. Sentences that people write are details.</summary>
    public string? Reason { get; init; }

    public required AuditOutcome Outcome { get; init; }

    /// <summary>See <see cref="AuditDetails"/>; null where there are none.</summary>
    public byte[]? Details { get; init; }

    /// <summary>Of the entry before; of the first one see <see cref="AuditChain.Genesis"/>.</summary>
    public required byte[] PreviousMac { get; init; }
}

internal sealed class StoredAuditEntry : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder) => builder.ToTable("audit_entries").HasKey(row => row.Mac);
}
