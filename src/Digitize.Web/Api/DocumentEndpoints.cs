using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>The documents of the caller's account.</summary>
internal static class DocumentEndpoints
{
    private const int UsualLimit = 50;
    private const int LongestQuery = 500;

    public const string DateRule = "date is a day, as 2026-03-31.";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/documents", ListAsync).Needs(Permissions.ReadDocuments).Releasable().ReadsSnippets().WithName("listDocuments").WithSummary("Documents, newest first; with query those that have the words, best first; with tag those that have all these tags.").Produces<DocumentListAnswer>();
        routes.MapGet("/api/v1/documents/{id}", GetAsync).ExplainsRestriction().Needs(Permissions.ReadDocuments).Releasable().WithName("getDocument").WithSummary("A document and how far it is.").Produces<DocumentDetails>();
        routes.MapPatch("/api/v1/documents/{id}", EditAsync).ExplainsRestriction().Needs(Permissions.WriteDocuments).WithName("editDocument").WithSummary("Change title, type or date, or put other tags in place of those there are.").Produces<DocumentAnswer>();
        routes.MapDelete("/api/v1/documents/{id}", TrashAsync).ExplainsRestriction().Needs(Permissions.WriteDocuments).WithName("trashDocument").WithSummary("Put a document into the trash.").Produces<DocumentAnswer>();
        routes.MapPost("/api/v1/documents/{id}/reprocess", ReadAgainAsync).ExplainsRestriction().Needs(Permissions.WriteDocuments).WithName("reprocessDocument").WithSummary("Read a finished or failed document again, in other languages if some are named; the version that is shown stays until the new one is there.").Produces<DocumentAnswer>(202);
        routes.MapGet("/api/v1/documents/{id}/hits", HitsAsync).ExplainsRestriction().Needs(Permissions.ReadDocuments).Reads(AuditAction.SnippetsRead).WithName("getHits").WithSummary("Where the words of a search stand on the pages of one document.").Produces<HitListAnswer>();
        routes.MapPost("/api/v1/documents/{id}/restore", RestoreAsync).ExplainsRestriction().Needs(Permissions.WriteDocuments).WithName("restoreDocument").WithSummary("Take a document out of the trash; a stack that was split is read as one document, and its parts stay until they are deleted; with a merged one all are back that were merged with it, and what was made of them goes into the trash.").Produces<DocumentAnswer>();
    }

    private static async Task<IResult> ListAsync(DocumentQueries documents, Search search, string? query, string? state, string[]? tag, string? after, int? limit, HttpContext context, CancellationToken cancel)
    {
        if (limit is < 1 or > DocumentQueries.MostAtOnce)
        {
            return new Problem(ProblemTypes.BadRequest, $"limit lies between 1 and {DocumentQueries.MostAtOnce}.");
        }

        var (tags, wrongTags) = TagEndpoints.Read(tag);
        if (wrongTags is not null)
        {
            return wrongTags;
        }

        if (query is not null)
        {
            return state is null && after is null
                ? await FindAsync(documents, search, query, tags, limit ?? UsualLimit, cancel)
                : new Problem(ProblemTypes.BadRequest, "query gives the best documents, whatever their state, and no more lists after them: leave out state and after.");
        }

        DocumentState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<DocumentState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsDigit(state[0]))
            {
                return new Problem(ProblemTypes.BadRequest, $"state is one of {string.Join(", ", Enum.GetNames<DocumentState>())}.");
            }

            wanted = parsed;
        }

        var cursor = DocumentCursor.TryParse(after);
        if (after is not null && cursor is null)
        {
            return new Problem(ProblemTypes.BadRequest, "after is the next of an earlier list.");
        }

        var list = await documents.ListAsync(new DocumentFilter(wanted) { Tags = tags, ShowsRestricted = RestrictionEndpoints.MaySee(context) }, cursor, limit ?? UsualLimit, cancel);
        var shown = await documents.TagsAsync([.. list.Documents.Select(row => row.Id)], cancel);
        var types = await documents.TypesAsync(cancel);
        return TypedResults.Ok(new DocumentListAnswer([.. list.Documents.Select(row => DocumentAnswer.Of(row, shown[row.Id], types))], list.Next));
    }

    private static async Task<IResult> FindAsync(DocumentQueries documents, Search search, string words, IReadOnlyList<TagName> tags, int limit, CancellationToken cancel)
    {
        if (words.Length > LongestQuery)
        {
            return new Problem(ProblemTypes.BadRequest, $"query has at most {LongestQuery} characters.");
        }

        var found = await search.FindAsync(words, tags, limit, cancel);
        var shown = await documents.TagsAsync([.. found.Select(each => each.Document.Id)], cancel);
        var types = await documents.TypesAsync(cancel);
        return TypedResults.Ok(new DocumentListAnswer([.. found.Select(each => DocumentAnswer.Of(each.Document, shown[each.Document.Id], types) with { Hits = [.. each.Hits.Select(SearchHitAnswer.Of)] })], Next: null));
    }

    private static async Task<IResult> HitsAsync(string id, string query, DocumentQueries documents, Search search, EncryptedBlobs blobs, CancellationToken cancel)
    {
        if (query.Length > LongestQuery)
        {
            return new Problem(ProblemTypes.BadRequest, $"query has at most {LongestQuery} characters.");
        }

        if (await FindAsync(documents, id, cancel) is not { } document || await documents.KeysAsync(document.Id, cancel) is not { } keys)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var hit = await search.HitWordsAsync(document.Id, query, cancel);
        var pages = new List<PageHitsAnswer>();
        foreach (var place in (await documents.WordsAsync(document.Id, document.CurrentVersion, cancel)).Where(place => hit.ContainsKey(place.Page)))
        {
            pages.Add(PageHitsAnswer.Of(place.Page, await PageWords.ReadAsync(blobs, keys, place, cancel), hit[place.Page]));
        }

        return TypedResults.Ok(new HitListAnswer(pages));
    }

    private static async Task<IResult> ReadAgainAsync(string id, ReadingRequest? request, DocumentQueries documents, ReadingAgain again, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var languages = request?.Languages is { } named ? LanguageSet.TryParse(named) : null;
        if (request?.Languages is not null && languages is null)
        {
            return new Problem(ProblemTypes.BadRequest, "languages are named as in deu+eng.");
        }

        if (!await again.StartAsync(CurrentAccount.Of(Callers.AccountOf(context)), document.Id, languages, Callers.ActorOf(context), cancel))
        {
            return new Problem(ProblemTypes.WrongState, $"The document is {document.State}; what is finished or failed can be read again.");
        }

        return await documents.FindAsync(document.Id, cancel) is { } row
            ? TypedResults.Accepted($"/api/v1/documents/{row.Id}", await AnswerAsync(documents, row, cancel))
            : new Problem(ProblemTypes.NotFound);
    }

    private static async Task<IResult> GetAsync(string id, DocumentQueries documents, HttpContext context, CancellationToken cancel)
    {
        if (await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return TypedResults.Ok(new DocumentDetails(await AnswerAsync(documents, document, cancel), await PagesAsync(documents, document, cancel), [.. (await documents.PartsAsync(document.Id, cancel)).Select(part => part.Value)], [.. (await documents.MergedDocumentsAsync(document.Id, cancel)).Select(row => row.Id.Value)]));
    }

    /// <summary>The pages that are shown; while a reading is under way or has failed, how far its pages are.</summary>
    private static async Task<IReadOnlyList<PageAnswer>> PagesAsync(DocumentQueries documents, Document document, CancellationToken cancel)
    {
        var isAtRest = (document.StateBeforeTrash ?? document.State) is DocumentState.Completed or DocumentState.Assembling;
        var shown = isAtRest && document.CurrentVersion is { } version ? await documents.ShownPagesAsync(document.Id, version, cancel) : [];
        return shown.Count > 0 ? [.. shown.Select(PageAnswer.Of)] : [.. (await documents.PagesAsync(document.Id, cancel)).Select(PageAnswer.Of)];
    }

    private static async Task<IResult> EditAsync(string id, DocumentEdit edit, DocumentQueries documents, DocumentChanges changes, Filing filing, HttpContext context, CancellationToken cancel)
    {
        var title = DocumentChanges.CleanTitle(edit.Title);
        if (title is null && (edit.Title is not null || edit is { Tags: null, Type: null, Date: null }))
        {
            return new Problem(ProblemTypes.BadRequest, $"title has 1 to {DocumentChanges.LongestTitle} characters.");
        }

        var tags = edit.Tags is null ? null : DocumentChanges.CleanTags(edit.Tags);
        if (edit.Tags is not null && tags is null)
        {
            return new Problem(ProblemTypes.BadRequest, TagEndpoints.Rule);
        }

        if (DocumentId.TryParse(id) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (await FileAsync(filing, Callers.AccountOf(context), document, edit, Callers.ActorOf(context), cancel) is { } no)
        {
            return no;
        }

        return await changes.EditAsync(Callers.AccountOf(context), document, title, tags, Callers.ActorOf(context), cancel) ? await ShowAsync(documents, document, cancel) : new Problem(ProblemTypes.NotFound);
    }

    /// <summary>Null when type and date are as they were asked for.</summary>
    private static async Task<Problem?> FileAsync(Filing filing, AccountId account, DocumentId document, DocumentEdit edit, Actor by, CancellationToken cancel)
    {
        var date = Filing.TryParseDate(edit.Date);
        if (edit.Date is { Length: > 0 } && date is null)
        {
            return new Problem(ProblemTypes.BadRequest, DateRule);
        }

        var type = TagName.TryParse(edit.Type);
        if (edit.Type is { Length: > 0 } && type is null)
        {
            return new Problem(ProblemTypes.BadRequest, TypeEndpoints.NoSuchType);
        }

        var filed = edit.Type is null ? new FilingResult.Done() : await filing.SetTypeAsync(account, document, type, by, cancel);
        if (filed is FilingResult.Done && edit.Date is not null)
        {
            filed = await filing.SetDateAsync(account, document, date, by, cancel);
        }

        return filed switch
        {
            FilingResult.NoSuchType => new Problem(ProblemTypes.BadRequest, TypeEndpoints.NoSuchType),
            FilingResult.NoSuchDocument => new Problem(ProblemTypes.NotFound),
            _ => null,
        };
    }

    private static async Task<IResult> TrashAsync(string id, DocumentQueries documents, DocumentTrash trash, LegalHolds holds, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        // Twice is as good as once: whoever lost the first answer asks again.
        var isDeleted = await trash.DeleteAsync(Callers.AccountOf(context), document.Id, Callers.ActorOf(context), cancel);
        if (!isDeleted && document.State != DocumentState.Trashed && await holds.LieOnAsync(document.AccountId, document.Id, cancel))
        {
            return new Problem(ProblemTypes.OnHold);
        }

        return await ShowAsync(documents, document.Id, cancel);
    }

    private static async Task<IResult> RestoreAsync(string id, DocumentQueries documents, DocumentTrash trash, ReadingAgain again, DocumentMerges merges, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var (account, by) = (Callers.AccountOf(context), Callers.ActorOf(context));
        if (await trash.RestoreAsync(account, document.Id, by, cancel) || await again.UndoSplitAsync(account, document.Id, by, cancel))
        {
            return await ShowAsync(documents, document.Id, cancel);
        }

        return await merges.UndoAsync(account, document.Id, by, cancel) switch
        {
            UnmergeResult.Done => await ShowAsync(documents, document.Id, cancel),
            UnmergeResult.OnHold => new Problem(ProblemTypes.OnHold, "The document that was made of it would go into the trash."),
            UnmergeResult.Restricted => new Problem(ProblemTypes.Restricted, "The document that was made of it is restricted."),
            UnmergeResult.WholeGaveWay => new Problem(ProblemTypes.WrongState, "The document that was made of it was split or merged itself; take that back first."),
            _ => new Problem(ProblemTypes.WrongState, "The document is not in the trash, and not split or merged."),
        };
    }

    /// <summary>Null for what is no id, for an id that never was, and for another account's.</summary>
    internal static async Task<Document?> FindAsync(DocumentQueries documents, string id, CancellationToken cancel) =>
        DocumentId.TryParse(id) is { } parsed ? await documents.FindWithTrashAsync(parsed, cancel) : null;

    internal static async Task<DocumentAnswer> AnswerAsync(DocumentQueries documents, Document document, CancellationToken cancel) =>
        DocumentAnswer.Of(document, (await documents.TagsAsync([document.Id], cancel))[document.Id], document.Type is null ? null : await documents.TypesAsync(cancel));

    private static async Task<IResult> ShowAsync(DocumentQueries documents, DocumentId id, CancellationToken cancel) =>
        await documents.FindWithTrashAsync(id, cancel) is { } document ? TypedResults.Ok(await AnswerAsync(documents, document, cancel)) : new Problem(ProblemTypes.NotFound);
}
