using Digitize.Accounts;
using Digitize.Storage;

namespace Digitize.Documents;

/// <summary>
/// One state of a document: its title, a searchable PDF, and its pages (<see cref="VersionPage"/>). Immutable; every later reading, edit, correction and going back makes a new version with
/// who made it and why. Versions that differ in nothing that is in the PDF share it.
/// </summary>
public sealed class DocumentVersion
{
    public required DocumentId DocumentId { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>Counted from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Why there is this version: <c>first reading</c>, <c>read again</c>, <c>restored from 2</c>, …</summary>
    public required string Reason { get; init; }

    /// <summary>The caller who made it, as <see cref="Caller.Name"/> says; null for the first reading and for what the service did by itself.</summary>
    public string? MadeBy { get; init; }

    public required string Title { get; init; }

    public required string Languages { get; init; }

    public required BlobKey PdfBlob { get; init; }

    public required long PdfLength { get; init; }

    public required byte[] PdfSha256 { get; init; }

    public required bool IsPdfA { get; init; }

    /// <summary>The clauses of PDF/A that it breaks, one a line; null when none.</summary>
    public string? WhyNotPdfA { get; init; }

    public required int Pages { get; init; }

    public required int FailedPages { get; init; }

    public double? MeanConfidence { get; init; }

    /// <inheritdoc cref="PageReading.DoubtfulWords"/>
    public int? DoubtfulWords { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
