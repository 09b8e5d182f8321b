using Digitize.Accounts;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

/// <summary>A small picture of one page of one version. It is a copy that can be drawn again: a row without its blob is no loss.</summary>
public sealed class Thumbnail
{
    public required DocumentId DocumentId { get; init; }

    /// <summary>Number of the version.</summary>
    public required int Version { get; init; }

    public required PageNumber Page { get; init; }

    public required AccountId AccountId { get; init; }

    public required BlobKey Blob { get; init; }

    /// <summary>JPEG or PNG.</summary>
    public required FileFormat Format { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StoredThumbnail : IEntityTypeConfiguration<Thumbnail>
{
    public void Configure(EntityTypeBuilder<Thumbnail> builder) => builder.ToTable("thumbnails").HasKey(row => new { row.DocumentId, row.Version, row.Page });
}
