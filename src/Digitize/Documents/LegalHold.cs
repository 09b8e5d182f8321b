using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

/// <summary>
/// Stops every deletion of a document, or of all documents of an account, whoever asks and whatever timer has run out. Several may lie on one document. A hold that was released stays to be read.
/// </summary>
public sealed class LegalHold
{
    public const int LongestReason = 1000;

    public required LegalHoldId Id { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>Null for all documents of the account, also those that come in later.</summary>
    public DocumentId? DocumentId { get; init; }

    public required string Reason { get; init; }

    /// <summary><see cref="Actor.Name"/>.</summary>
    public required string PlacedBy { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public string? ReleasedBy { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }
}

internal sealed class StoredLegalHold : IEntityTypeConfiguration<LegalHold>
{
    public void Configure(EntityTypeBuilder<LegalHold> builder) => builder.ToTable("legal_holds").HasKey(row => row.Id);
}
