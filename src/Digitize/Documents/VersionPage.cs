using Digitize.Accounts;
using Digitize.Pages;
using Digitize.Storage;

namespace Digitize.Documents;

/// <summary>A page's place in a version: which page of the original it is, how it is turned, and which reading of it the version shows.</summary>
public sealed class VersionPage
{
    public required DocumentId DocumentId { get; init; }

    public required int Version { get; init; }

    public required PageNumber Number { get; init; }

    public required AccountId AccountId { get; init; }

    /// <summary>The version that the page was read or corrected for: with <see cref="ReadAs"/> the key of its <see cref="PageReading"/>.</summary>
    public required int ReadIn { get; init; }

    public required PageNumber ReadAs { get; init; }

    public required PageNumber SourcePage { get; init; }

    /// <summary>Clockwise, on top of what the reading made upright.</summary>
    public required QuarterTurn Turn { get; init; }
}

/// <summary>What one page was read as, or corrected to, when a version was made. Immutable: later versions that show the same refer to it. Sizes are on paper, in points, before any turn.</summary>
public sealed class PageReading
{
    public required DocumentId DocumentId { get; init; }

    /// <summary>The version it was made for.</summary>
    public required int Version { get; init; }

    /// <summary>In that version.</summary>
    public required PageNumber Page { get; init; }

    public required AccountId AccountId { get; init; }

    public required bool KeepsText { get; init; }

    public required double WidthPoints { get; init; }

    public required double HeightPoints { get; init; }

    public double? Confidence { get; init; }

    public int? Words { get; init; }

    /// <summary>Of them, those below <see cref="Doubt.Below"/>; null where there are none, and on pages from before they were counted.</summary>
    public int? DoubtfulWords { get; init; }

    public bool IsBlank { get; init; }

    public bool IsSeparator { get; init; }

    public FailureCode? FailureCode { get; init; }

    public string? FailureDetail { get; init; }

    /// <summary>The words with their boxes as JSON, encrypted, in the frame of the picture before any turn; those of a page that kept its text are its own. Null where the page could not be read, or its own words could not be told.</summary>
    public BlobKey? WordsBlob { get; init; }

    public required string Text { get; init; }

    public Failure? Failure => FailureCode is { } code ? new Failure(code, FailureDetail ?? "") { Page = Page } : null;

    internal static PageReading Of(Page page, int version) => new()
    {
        DocumentId = page.DocumentId,
        Version = version,
        Page = page.Number,
        AccountId = page.AccountId,
        KeepsText = page.KeepsText,
        WidthPoints = page.WidthPoints,
        HeightPoints = page.HeightPoints,
        Confidence = page.Confidence,
        Words = page.Words,
        DoubtfulWords = page.DoubtfulWords,
        IsBlank = page.IsBlank,
        IsSeparator = page.IsSeparator,
        FailureCode = page.FailureCode,
        FailureDetail = page.FailureDetail,
        WordsBlob = page.WordsBlob,
        Text = page.Text ?? "",
    };

    /// <summary>The same as the first reading of another document.</summary>
    internal PageReading MovedTo(DocumentId document, PageNumber page, BlobKey? wordsBlob) => new()
    {
        DocumentId = document,
        Version = 1,
        Page = page,
        AccountId = AccountId,
        KeepsText = KeepsText,
        WidthPoints = WidthPoints,
        HeightPoints = HeightPoints,
        Confidence = Confidence,
        Words = Words,
        DoubtfulWords = DoubtfulWords,
        IsBlank = IsBlank,
        IsSeparator = IsSeparator,
        FailureCode = FailureCode,
        FailureDetail = FailureDetail,
        WordsBlob = wordsBlob,
        Text = Text,
    };

    /// <param name="page">In the version that the correction makes.</param>
    internal PageReading Corrected(int version, PageNumber page, BlobKey wordsBlob, Digitize.Pages.Recognition.RecognizedPage words) => new()
    {
        DocumentId = DocumentId,
        Version = version,
        Page = page,
        AccountId = AccountId,
        KeepsText = KeepsText,
        WidthPoints = WidthPoints,
        HeightPoints = HeightPoints,
        Confidence = words.Confidence?.Value,
        Words = words.Words.Count(),
        DoubtfulWords = Doubt.Count(words),
        IsBlank = IsBlank,
        IsSeparator = IsSeparator,
        FailureCode = FailureCode,
        FailureDetail = FailureDetail,
        WordsBlob = wordsBlob,
        Text = words.Text,
    };
}

/// <summary>One page of a version as it is shown.</summary>
public sealed record ShownPage(PageNumber Number, PageNumber SourcePage, QuarterTurn Turn, PageReading Reading)
{
    /// <summary>As it is shown, in points.</summary>
    public PageSize Size => Turn is QuarterTurn.Clockwise90 or QuarterTurn.Clockwise270
        ? new PageSize(Reading.HeightPoints, Reading.WidthPoints)
        : new PageSize(Reading.WidthPoints, Reading.HeightPoints);

    internal VersionPage Row(int version) => new()
    {
        DocumentId = Reading.DocumentId,
        Version = version,
        Number = Number,
        AccountId = Reading.AccountId,
        ReadIn = Reading.Version,
        ReadAs = Reading.Page,
        SourcePage = SourcePage,
        Turn = Turn,
    };
}

/// <summary>Where the words of a page are, whether it belongs to a version or to a reading that has none yet.</summary>
public sealed record PageWordsPlace(PageNumber Page, BlobKey? Blob, QuarterTurn Turn);
