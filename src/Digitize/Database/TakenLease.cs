using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Database;

/// <summary>Who does a job, and until when nobody else may. The row stays when the lease is given back, so that the fence goes on rising.</summary>
internal sealed class TakenLease
{
    /// <summary>Of the job.</summary>
    public required string Name { get; init; }

    /// <summary>The machine's name and what tells this run from others; null while nobody does the job.</summary>
    public string? Holder { get; init; }

    /// <summary>Rises each time the lease is taken.</summary>
    public required long Fence { get; init; }

    public DateTimeOffset? Until { get; init; }
}

internal sealed class StoredLease : IEntityTypeConfiguration<TakenLease>
{
    public void Configure(EntityTypeBuilder<TakenLease> builder) => builder.ToTable("job_leases").HasKey(row => row.Name);
}
