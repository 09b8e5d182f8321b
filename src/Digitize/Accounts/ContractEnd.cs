using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Accounts;

/// <summary>The end of a customer's contract, past or to come. Days are those of UTC and begin at midnight.</summary>
public sealed class ContractEnd
{
    public required AccountId AccountId { get; init; }

    /// <summary>From this day on nothing new is taken in.</summary>
    public required DateOnly EndsOn { get; init; }

    /// <summary>The day from which the documents go, where somebody has asked for one; null for the usual time after the end.</summary>
    public DateOnly? EraseOn { get; init; }

    /// <summary><see cref="Actor.Name"/>.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it was first told that the next step is near: nothing is taken away that was not told of for as long as the trash is kept.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>When the last document had gone, and with it those who could have read it.</summary>
    public DateTimeOffset? ErasedAt { get; init; }
}

internal sealed class StoredContractEnd : IEntityTypeConfiguration<ContractEnd>
{
    public void Configure(EntityTypeBuilder<ContractEnd> builder) => builder.ToTable("contract_ends").HasKey(row => row.AccountId);
}
