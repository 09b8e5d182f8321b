using Digitize.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Digitize.Documents;

/// <summary>A kind of letters of an account, such as invoices, and how long they are kept. What is over its time goes to the trash.</summary>
public sealed class DocumentType
{
    /// <summary>A hundred years.</summary>
    public const int LongestMonths = 1200;

    public required DocumentTypeId Id { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary><see cref="TagName.Key"/> of the name: capitals do not tell types apart.</summary>
    public required string Key { get; init; }

    public required string Name { get; init; }

    /// <summary>Counted from the date on the letter where it is known, else from the day it came in; null keeps without limit.</summary>
    public int? KeepMonths { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StoredDocumentType : IEntityTypeConfiguration<DocumentType>
{
    public void Configure(EntityTypeBuilder<DocumentType> builder) => builder.ToTable("document_types").HasKey(row => row.Id);
}
