using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Operations;

/// <summary>A process that reads pages, as it last spoke of itself. Counts are since its start.</summary>
public sealed class Worker
{
    /// <summary>The machine's name and what tells this process from others there.</summary>
    public required string Name { get; init; }

    /// <summary>Pages that it reads side by side.</summary>
    public required int Readers { get; init; }

    /// <summary>What stands between a letter and the machine; null where nothing native runs.</summary>
    public required string? Isolation { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>Pages that were read or kept.</summary>
    public required long Pages { get; init; }

    /// <summary>Failed attempts, of any kind of work.</summary>
    public required long Failures { get; init; }

    /// <summary>Seconds that attempts took, in sum: with two readers up to two a second.</summary>
    public required double BusySeconds { get; init; }
}

internal sealed class StoredWorker : IEntityTypeConfiguration<Worker>
{
    public void Configure(EntityTypeBuilder<Worker> builder) => builder.ToTable("workers").HasKey(row => row.Name);
}
