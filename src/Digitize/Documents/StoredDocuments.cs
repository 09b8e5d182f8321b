using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

internal sealed class StoredDocument : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.ToTable("documents").HasKey(row => row.Id);
        builder.Ignore(row => row.Failure);
    }
}

internal sealed class StoredVersion : IEntityTypeConfiguration<DocumentVersion>
{
    public void Configure(EntityTypeBuilder<DocumentVersion> builder) => builder.ToTable("document_versions").HasKey(row => new { row.DocumentId, row.Number });
}

internal sealed class StoredVersionPage : IEntityTypeConfiguration<VersionPage>
{
    public void Configure(EntityTypeBuilder<VersionPage> builder) => builder.ToTable("version_pages").HasKey(row => new { row.DocumentId, row.Version, row.Number });
}

internal sealed class StoredPageReading : IEntityTypeConfiguration<PageReading>
{
    public void Configure(EntityTypeBuilder<PageReading> builder)
    {
        builder.ToTable("page_readings").HasKey(row => new { row.DocumentId, row.Version, row.Page });
        builder.Ignore(row => row.Failure);
    }
}

internal sealed class StoredPlannedVersion : IEntityTypeConfiguration<PlannedVersion>
{
    public void Configure(EntityTypeBuilder<PlannedVersion> builder)
    {
        builder.ToTable("planned_versions").HasKey(row => new { row.DocumentId, row.Reading });
        builder.Ignore(row => row.Failure);
    }
}

internal sealed class StoredPage : IEntityTypeConfiguration<Page>
{
    public void Configure(EntityTypeBuilder<Page> builder)
    {
        builder.ToTable("pages").HasKey(row => new { row.DocumentId, row.Number });
        builder.Ignore(row => row.Failure);
    }
}

internal sealed class StoredText : IEntityTypeConfiguration<PageText>
{
    public void Configure(EntityTypeBuilder<PageText> builder)
    {
        builder.ToTable("page_texts").HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedOnAdd();
    }
}

internal sealed class StoredChange : IEntityTypeConfiguration<Change>
{
    public void Configure(EntityTypeBuilder<Change> builder)
    {
        builder.ToTable("changes").HasKey(row => row.Cursor);
        builder.Property(row => row.Cursor).ValueGeneratedOnAdd();
    }
}
