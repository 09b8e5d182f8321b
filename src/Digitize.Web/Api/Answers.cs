using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;

namespace Digitize.Web.Api;

/// <summary>Why a document or page has no text: <see cref="Type"/> is the problem type.</summary>
public sealed record FailureAnswer(string Type, string Code, string Detail, string English, string German)
{
    internal static FailureAnswer? Of(Failure? failure)
    {
        if (failure is null)
        {
            return null;
        }

        var type = Problems.ProblemTypes.For(failure.Code);
        return new FailureAnswer(type.Uri, failure.Code.ToString(), failure.Detail, type.English, type.German);
    }
}

/// <summary>A document as callers see it. Counts are pages; confidence lies between 0 and 1.</summary>
public sealed record DocumentAnswer(
    Guid Id, string Title, string FileName, DocumentState State, string Languages, string Source, DateTimeOffset ReceivedAt, DateTimeOffset? FinishedAt,
    int? PageCount, int PagesDone, int FailedPages, double? Confidence, int? Version, Guid? DuplicateOf, SplitMode Split, SplitProblem? SplitProblem, Guid? SplitFrom, int? SplitFromPage,
    DateTimeOffset? PurgeAfter, FailureAnswer? Failure)
{
    /// <summary>Where the words of a search were found, best first; null when nothing was looked for.</summary>
    public IReadOnlyList<SearchHitAnswer>? Hits { get; init; }

    /// <summary>In the order of the alphabet.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The name of its type, which says how long it is kept.</summary>
    public string? Type { get; init; }

    /// <summary>The date on the letter, where it is known.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The document that a merged one is a part of.</summary>
    public Guid? MergedInto { get; init; }

    /// <summary>For owners alone: everybody else is not shown that the document is there.</summary>
    public RestrictionAnswer? Restriction { get; init; }

    /// <param name="types">From <see cref="DocumentQueries.TypesAsync"/>; null where the document has none.</param>
    internal static DocumentAnswer Of(Document row, IEnumerable<string> tags, IReadOnlyDictionary<DocumentTypeId, string>? types = null) => new(
        row.Id.Value, row.Title, row.FileName, row.State, row.Languages, row.Source, row.ReceivedAt, row.FinishedAt,
        row.PageCount, row.PagesDone, row.FailedPages, row.MeanConfidence, row.CurrentVersion, row.DuplicateOf?.Value, row.Split, row.SplitProblem, row.SplitFrom?.Value, row.SplitFromPage?.Value,
        row.PurgeAfter, FailureAnswer.Of(row.Failure))
    {
        Tags = [.. tags],
        Type = row.Type is { } type ? types?.GetValueOrDefault(type) : null,
        Date = row.DatedOn,
        MergedInto = row.State == DocumentState.Merged ? row.MergedInto?.Value : null,
        Restriction = RestrictionAnswer.Of(row),
    };
}

/// <summary>A place where the words were found: a page, or the title where it is null, with some of the text around.</summary>
public sealed record SearchHitAnswer(int? Page, IReadOnlyList<SnippetPart> Snippet)
{
    internal static SearchHitAnswer Of(SearchHit hit) => new(hit.Page?.Value, hit.Snippet);
}

/// <summary>The pages of one document that have the words.</summary>
public sealed record HitListAnswer(IReadOnlyList<PageHitsAnswer> Pages);

/// <summary>One page; boxes are pixels of a picture of this width and height. Without a size the places of the words are not known.</summary>
public sealed record PageHitsAnswer(int Page, int? Width, int? Height, IReadOnlyList<HitBox> Boxes)
{
    internal static PageHitsAnswer Of(PageNumber page, RecognizedPage? words, IReadOnlySet<string> hit) => new(
        page.Value, words?.Width, words?.Height,
        [.. (words?.Words ?? []).Where(word => Search.Terms(word.Text).Any(hit.Contains)).Select(word => new HitBox(word.Text, word.Box.Left, word.Box.Top, word.Box.Right, word.Box.Bottom))]);
}

/// <summary>A word that was hit, origin top left, half open.</summary>
public sealed record HitBox(string Text, int Left, int Top, int Right, int Bottom);

/// <summary>Some documents, newest first. <see cref="Next"/> is the cursor for more; null at the end.</summary>
public sealed record DocumentListAnswer(IReadOnlyList<DocumentAnswer> Documents, string? Next);

/// <summary>One page; sizes in points.</summary>
public sealed record PageAnswer(int Number, PageState State, double WidthPoints, double HeightPoints, double? Confidence, int? Words, bool IsBlank, bool IsSeparator, FailureAnswer? Failure)
{
    /// <summary>In the original.</summary>
    public required int SourcePage { get; init; }

    /// <summary>Degrees clockwise that the page was turned by, on top of what reading made upright.</summary>
    public int Turn { get; init; }

    /// <summary>Its words can be had with their places: those that were read, or those of its file. A page that could not be read has none.</summary>
    public required bool HasPlaces { get; init; }

    internal static PageAnswer Of(Page row) => new(
        row.Number.Value, row.State, row.WidthPoints, row.HeightPoints, row.Confidence, row.Words, row.IsBlank, row.IsSeparator, FailureAnswer.Of(row.Failure))
    {
        SourcePage = row.Number.Value,
        HasPlaces = row.WordsBlob is not null,
    };

    internal static PageAnswer Of(ShownPage page) => new(
        page.Number.Value, page.Reading.Failure is null ? PageState.Done : PageState.Failed, page.Size.WidthPoints, page.Size.HeightPoints,
        page.Reading.Confidence, page.Reading.Words, page.Reading.IsBlank, page.Reading.IsSeparator, FailureAnswer.Of(page.Reading.Failure))
    {
        SourcePage = page.SourcePage.Value,
        Turn = (int)page.Turn,
        HasPlaces = page.Reading.WordsBlob is not null,
    };
}

/// <summary>A document with its pages; <see cref="Parts"/> are the documents that a stack was split into, <see cref="MergedFrom"/> those that it was made of, as long as that can be taken back; each in the order of their pages.</summary>
public sealed record DocumentDetails(DocumentAnswer Document, IReadOnlyList<PageAnswer> Pages, IReadOnlyList<Guid> Parts, IReadOnlyList<Guid> MergedFrom);

/// <summary>One entry of the feed.</summary>
public sealed record ChangeAnswer(long Cursor, Guid Document, ChangeKind Kind, DateTimeOffset At)
{
    internal static ChangeAnswer Of(Change row) => new(row.Cursor, row.DocumentId.Value, row.Kind, row.At);
}

/// <summary>Entries of the feed, oldest first. Go on with <see cref="Cursor"/>, also when there was nothing new.</summary>
public sealed record ChangeListAnswer(IReadOnlyList<ChangeAnswer> Changes, long Cursor);

/// <summary>A change of a document; what is null stays as it is.</summary>
public sealed record DocumentEdit(string? Title, IReadOnlyList<string?>? Tags)
{
    /// <summary>The name of one of the account's types; empty for none.</summary>
    public string? Type { get; init; }

    /// <summary>As 2026-03-31; empty where it is not known.</summary>
    public string? Date { get; init; }
}

/// <summary>Asks for a key; 90 days when nothing is said.</summary>
public sealed record KeyRequest(string Scopes, int? Days);

/// <summary>A key without its secret.</summary>
public sealed record KeyAnswer(string Id, string Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateOnly? LastUsedOn)
{
    internal static KeyAnswer Of(ApiKey row) => new(row.Id, Grants.ScopesOf(row.Granted), row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedOn);
}

/// <summary>A new key, shown this once.</summary>
public sealed record NewKeyAnswer(string Id, string Key)
{
    public override string ToString() => Id;
}
