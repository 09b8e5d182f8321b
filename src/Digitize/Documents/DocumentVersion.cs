using Digitize.Accounts;
using Digitize.Storage;

namespace Digitize.Documents;

/// <summary>One rendition of a document, a searchable PDF. Immutable; a later reading makes a new version with its reason.</summary>
public sealed class DocumentVersion
{
    public required DocumentId DocumentId { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Why there is this version: <c>first reading</c>, <c>read again</c>, …</summary>
    public required string Reason { get; init; }

    public required BlobKey PdfBlob { get; init; }

    public required long PdfLength { get; init; }

    public required byte[] PdfSha256 { get; init; }

    public required bool IsPdfA { get; init; }

    /// <summary>The clauses of PDF/A that it breaks, one a line; null when none.</summary>
    public string? WhyNotPdfA { get; init; }

    public required int Pages { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
