using Digitize.Accounts;
using Digitize.Pages;
using Digitize.Storage;

namespace Digitize.Documents;

/// <summary>One page of the document's latest reading, while it is read and after. What is shown of the document are the pages of a version (<see cref="VersionPage"/>). Sizes are on paper, in points.</summary>
public sealed class Page
{
    public required DocumentId DocumentId { get; init; }

    public required AccountId AccountId { get; init; }

    public required PageNumber Number { get; init; }

    public required PageState State { get; init; }

    /// <summary>It had good text already and goes into the PDF as it is.</summary>
    public required bool KeepsText { get; init; }

    public required double WidthPoints { get; init; }

    public required double HeightPoints { get; init; }

    public double? Confidence { get; init; }

    public int? Words { get; init; }

    /// <inheritdoc cref="PageReading.DoubtfulWords"/>
    public int? DoubtfulWords { get; init; }

    public bool IsBlank { get; init; }

    public bool IsSeparator { get; init; }

    public FailureCode? FailureCode { get; init; }

    public string? FailureDetail { get; init; }

    /// <summary>The finished page between reading and assembling, encrypted; null before and after.</summary>
    public BlobKey? FinishedBlob { get; init; }

    /// <summary>The words with their boxes as JSON, encrypted, kept as long as the document.</summary>
    public BlobKey? WordsBlob { get; init; }

    /// <summary>What was read, until the version that it becomes part of has it (<see cref="PageReading"/>).</summary>
    public string? Text { get; init; }

    public Failure? Failure => FailureCode is { } code ? new Failure(code, FailureDetail ?? "") { Page = Number } : null;
}

/// <summary>The text of one page, or the title of the document where <see cref="Page"/> is null: what search looks through.</summary>
public sealed class PageText
{
    public long Id { get; init; }

    public required AccountId AccountId { get; init; }

    public required DocumentId DocumentId { get; init; }

    public PageNumber? Page { get; init; }

    public required string Text { get; init; }
}
