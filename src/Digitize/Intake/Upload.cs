using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Intake;

/// <summary>A file that comes in pieces. What it becomes is told at its beginning.</summary>
public sealed class Upload
{
    public required UploadId Id { get; init; }

    public required AccountId AccountId { get; init; }

    public Guid? UserId { get; init; }

    /// <summary>Of the whole file, in bytes.</summary>
    public required long Length { get; init; }

    public required string FileName { get; init; }

    public string? Title { get; init; }

    public required string Languages { get; init; }

    public SplitMode Split { get; init; }

    /// <summary>One a line; null for none.</summary>
    public string? Tags { get; init; }

    /// <summary>Name of a <see cref="DocumentType"/>; null for none.</summary>
    public string? Type { get; init; }

    /// <summary>The date on the letter; null where it is not known.</summary>
    public DateOnly? DatedOn { get; init; }

    /// <summary>Opens the pieces, which are encrypted as everything is.</summary>
    public required byte[] WrappedKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it became; null while it is under way.</summary>
    public DocumentId? DocumentId { get; init; }
}

/// <summary>Some bytes of an upload. The row is written after the blob is durable: an offset once told is never taken back.</summary>
public sealed class UploadPiece
{
    public required UploadId UploadId { get; init; }

    public required long Offset { get; init; }

    public required long Length { get; init; }

    public required BlobKey Blob { get; init; }
}

internal sealed class StoredUpload : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder) => builder.ToTable("uploads").HasKey(row => row.Id);
}

internal sealed class StoredUploadPiece : IEntityTypeConfiguration<UploadPiece>
{
    public void Configure(EntityTypeBuilder<UploadPiece> builder) => builder.ToTable("upload_pieces").HasKey(row => new { row.UploadId, row.Offset });
}
