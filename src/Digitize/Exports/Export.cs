using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Exports;

/// <summary>How far an export is. Stored by name.</summary>
public enum ExportState
{
    Waiting,
    Making,
    Ready,
    Failed,

    /// <summary>A document was deleted for good after it was asked for: what was made is gone, so that the document is.</summary>
    Outdated,
}

/// <summary>A ZIP of everything of an account that somebody asked for, as it is kept for some days.</summary>
public sealed class Export
{
    public required ExportId Id { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary><see cref="Actor.Name"/>.</summary>
    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required ExportState State { get; init; }

    /// <summary>Documents in it so far.</summary>
    public long Documents { get; init; }

    /// <summary>Files that could not be read.</summary>
    public int Faults { get; init; }

    public BlobKey? Blob { get; init; }

    /// <summary>The export has a key of its own, wrapped by its account's; null once nobody may open it any more.</summary>
    public byte[]? WrappedKey { get; init; }

    public long? Length { get; init; }

    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>The row and the file go then.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class StoredExport : IEntityTypeConfiguration<Export>
{
    public void Configure(EntityTypeBuilder<Export> builder) => builder.ToTable("exports").HasKey(row => row.Id);
}
