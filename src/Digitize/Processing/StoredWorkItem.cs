using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Processing;

internal sealed class StoredWorkItem : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder) => builder.ToTable("work_items").HasKey(row => row.Id);
}
