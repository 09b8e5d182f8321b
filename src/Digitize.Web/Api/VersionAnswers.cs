using Digitize.Documents;

namespace Digitize.Web.Api;

/// <summary>One version. <see cref="MadeBy"/> is <c>user …</c> or <c>key …</c>; null when the service made it by itself.</summary>
public sealed record VersionAnswer(
    int Number, string Reason, string? MadeBy, DateTimeOffset CreatedAt, bool IsCurrent, string Title, string Languages, int Pages, int FailedPages, double? Confidence, bool IsPdfA, long PdfLength)
{
    internal static VersionAnswer Of(DocumentVersion row, Document document) => new(
        row.Number, row.Reason, row.MadeBy, row.CreatedAt, row.Number == document.CurrentVersion, row.Title, row.Languages, row.Pages, row.FailedPages, row.MeanConfidence, row.IsPdfA, row.PdfLength);
}

/// <summary>A version that was asked for: it is being made, or with <see cref="Failure"/> it could not be.</summary>
public sealed record PlannedVersionAnswer(string Reason, string? MadeBy, DateTimeOffset PlannedAt, int? BasedOn, FailureAnswer? Failure)
{
    internal static PlannedVersionAnswer? Of(PlannedVersion? row) =>
        row is null ? null : new PlannedVersionAnswer(row.Reason, row.MadeBy, row.PlannedAt, row.BasedOn, FailureAnswer.Of(row.Failure));
}

/// <summary>The versions of a document, oldest first, and what becomes the next one, if anything.</summary>
public sealed record VersionListAnswer(IReadOnlyList<VersionAnswer> Versions, PlannedVersionAnswer? Planned);

/// <summary>The pages of a new version in their order, out of the version that it is based on.</summary>
public sealed record PagesEdit(int? BasedOn, IReadOnlyList<PageEdit?>? Pages);

/// <summary>A page of the version before, turned clockwise by so many degrees; not turned when nothing is said. With <paramref name="StartsDocument"/> a document of its own begins with it.</summary>
public sealed record PageEdit(int? Page, int? Turn, bool? StartsDocument);

/// <summary>Corrected words of one page.</summary>
public sealed record WordsEdit(int? BasedOn, IReadOnlyList<WordEdit?>? Words);

/// <summary>A word, counted from 1 in the order of the page's words, and what it is to be.</summary>
public sealed record WordEdit(int? Word, string? Text);

/// <summary>How a document is to be read again; the languages stay when nothing is said.</summary>
public sealed record ReadingRequest(string? Languages);
