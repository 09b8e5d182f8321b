using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// The only writer of the states of documents and pages. Each change is one conditional UPDATE inside the caller's transaction; false says that the row was not
/// in the expected state any more, because somebody else was faster or the document is in the trash, and that nothing was changed.
/// </summary>
internal static class Transitions
{
    /// <summary>Received → Recognizing: the pages have been counted; their rows are written with it, in place of those of an earlier reading.</summary>
    /// <param name="problem">Why it could not be split as it was asked for.</param>
    internal static async Task<bool> StartRecognizingAsync(DigitizeDb db, AccountId account, DocumentId id, int reading, Inspection found, SplitProblem? problem, DateTimeOffset now)
    {
        var unreadable = found.Pages.Count(page => page.Failure is not null);
        var changed = await InState(db, id, reading, DocumentState.Received).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Recognizing)
            .SetProperty(row => row.Format, found.Format)
            .SetProperty(row => row.SplitProblem, problem)
            .SetProperty(row => row.PageCount, found.Pages.Count)
            .SetProperty(row => row.PagesDone, unreadable)
            .SetProperty(row => row.FailedPages, unreadable));
        if (changed == 0)
        {
            return false;
        }

        await db.Pages.Where(row => row.DocumentId == id).ExecuteDeleteAsync();
        db.AddRange(found.Pages.Select(page => new Page
        {
            DocumentId = id,
            AccountId = account,
            Number = page.Number,
            State = page.Failure is null ? PageState.Waiting : PageState.Failed,
            KeepsText = page.KeepsText,
            WidthPoints = page.Size.WidthPoints,
            HeightPoints = page.Size.HeightPoints,
            FailureCode = page.Failure?.Code,
            FailureDetail = page.Failure?.Detail,
        }));
        return await TellAsync(db, changed, id, ChangeKind.Recognizing, now);
    }

    /// <summary>Waiting → Done or Failed, and the document's counts with it.</summary>
    internal static async Task<bool> SettlePageAsync(DigitizeDb db, DocumentId id, int reading, ReadPage page)
    {
        var isUnderWay = db.Documents.Where(row => row.Id == id && row.Reading == reading && row.State == DocumentState.Recognizing);
        var changed = await db.Pages.Where(row => row.DocumentId == id && row.Number == page.Number && row.State == PageState.Waiting && isUnderWay.Any()).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, page.Failure == null ? PageState.Done : PageState.Failed)
            .SetProperty(row => row.Confidence, page.Confidence)
            .SetProperty(row => row.Words, page.Words)
            .SetProperty(row => row.DoubtfulWords, page.DoubtfulWords)
            .SetProperty(row => row.IsBlank, page.IsBlank)
            .SetProperty(row => row.IsSeparator, page.IsSeparator)
            .SetProperty(row => row.FinishedBlob, page.FinishedBlob)
            .SetProperty(row => row.WordsBlob, page.WordsBlob)
            .SetProperty(row => row.Text, page.Text)
            .SetProperty(row => row.FailureCode, page.Failure == null ? null : (FailureCode?)page.Failure.Code)
            .SetProperty(row => row.FailureDetail, page.Failure == null ? null : page.Failure.Detail));
        if (changed == 0)
        {
            return false;
        }

        var failed = page.Failure is null ? 0 : 1;
        await isUnderWay.ExecuteUpdateAsync(set => set
            .SetProperty(row => row.PagesDone, row => row.PagesDone + 1)
            .SetProperty(row => row.FailedPages, row => row.FailedPages + failed));
        return true;
    }

    /// <summary>
    /// Recognizing → Assembling when no page is waited for and one at least was read. To be tried after the last page was committed: of two
    /// workers that finish at once, the later one sees both pages, and exactly one of them gets true.
    /// </summary>
    internal static async Task<bool> StartAssemblingAsync(DigitizeDb db, DocumentId id, int reading, DateTimeOffset now)
    {
        var changed = await WithoutWaitingPage(db, id, reading)
            .Where(row => db.Pages.Any(page => page.DocumentId == row.Id && page.State == PageState.Done))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DocumentState.Assembling));
        return await TellAsync(db, changed, id, ChangeKind.Assembling, now);
    }

    /// <summary>Recognizing → Failed when every page failed.</summary>
    internal static async Task<bool> FailWithoutPagesAsync(DigitizeDb db, DocumentId id, int reading, Failure failure, DateTimeOffset now)
    {
        var changed = await Fail(WithoutWaitingPage(db, id, reading).Where(row => !db.Pages.Any(page => page.DocumentId == row.Id && page.State == PageState.Done)), failure, now);
        return await TellAsync(db, changed, id, ChangeKind.Failed, now);
    }

    /// <summary>Assembling → Completed: the PDF is stored and has passed its check. Its version becomes the one that is shown.</summary>
    internal static async Task<bool> CompleteAsync(DigitizeDb db, int reading, DocumentVersion version, DateTimeOffset now) =>
        await TellAsync(db, await Show(InState(db, version.DocumentId, reading, DocumentState.Assembling), version, now), version.DocumentId, ChangeKind.Completed, now);

    /// <summary>Completed → Assembling, with the next reading: a version is made from the one that is shown, which stays until the new one is there. False when another is shown by now.</summary>
    internal static async Task<bool> StartEditAsync(DigitizeDb db, DocumentId id, int basedOn, DateTimeOffset now)
    {
        var changed = await db.Documents.Where(row => row.Id == id && row.State == DocumentState.Completed && row.CurrentVersion == basedOn).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Assembling)
            .SetProperty(row => row.Reading, row => row.Reading + 1));
        return await TellAsync(db, changed, id, ChangeKind.Assembling, now);
    }

    /// <summary>Assembling → Completed without a new version: the change cannot be made, and what is shown stays.</summary>
    internal static async Task<bool> EndEditAsync(DigitizeDb db, DocumentId id, int reading, DateTimeOffset now)
    {
        var changed = await InState(db, id, reading, DocumentState.Assembling).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DocumentState.Completed));
        return await TellAsync(db, changed, id, ChangeKind.Restored, now);
    }

    /// <summary>Whoever changes the same document waits until the end of the transaction. False when nobody sees it, or it is being worked on.</summary>
    internal static async Task<bool> HoldAsync(DigitizeDb db, DocumentId id) =>
        await AtRest(db, id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Reading, row => row.Reading)) == 1;

    /// <summary>The same for a document whose version is being made.</summary>
    internal static async Task<bool> HoldAssemblingAsync(DigitizeDb db, DocumentId id, int reading) =>
        await InState(db, id, reading, DocumentState.Assembling).ExecuteUpdateAsync(set => set.SetProperty(row => row.Reading, row => row.Reading)) == 1;

    /// <summary>Completed or Failed → Completed: an earlier state of the document is shown again.</summary>
    internal static async Task<bool> ShowAsync(DigitizeDb db, DocumentVersion version, DateTimeOffset now) =>
        await TellAsync(db, await Show(AtRest(db, version.DocumentId), version, now), version.DocumentId, ChangeKind.Completed, now);

    /// <summary>Received, Recognizing or Assembling → Failed: the file cannot be used, or its attempts are used up. The original stays.</summary>
    internal static async Task<bool> FailAsync(DigitizeDb db, DocumentId id, int reading, Failure failure, DateTimeOffset now)
    {
        var underWay = db.Documents.Where(row => row.Id == id && row.Reading == reading
            && (row.State == DocumentState.Received || row.State == DocumentState.Recognizing || row.State == DocumentState.Assembling));
        return await TellAsync(db, await Fail(underWay, failure, now), id, ChangeKind.Failed, now);
    }

    /// <summary>Completed or Failed → Received, with the next reading. What was shown stays until the new version is there.</summary>
    /// <param name="languages">Null leaves them.</param>
    internal static async Task<bool> ReadAgainAsync(DigitizeDb db, DocumentId id, string? languages, DateTimeOffset now)
    {
        var changed = await AtRest(db, id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Received)
            .SetProperty(row => row.Languages, row => languages ?? row.Languages)
            .SetProperty(row => row.Reading, row => row.Reading + 1)
            .SetProperty(row => row.PagesDone, 0)
            .SetProperty(row => row.FailedPages, 0)
            .SetProperty(row => row.FailureCode, (FailureCode?)null)
            .SetProperty(row => row.FailureDetail, (string?)null)
            .SetProperty(row => row.FinishedAt, (DateTimeOffset?)null));
        return await TellAsync(db, changed, id, ChangeKind.Received, now);
    }

    /// <summary>Any state → Trashed, unless a legal hold lies on it. Work on it stops at its next claim or commit.</summary>
    /// <param name="retentionDue">The day that retention does it for; null for whoever else does it.</param>
    internal static async Task<bool> TrashAsync(DigitizeDb db, DocumentId id, DateTimeOffset purgeAfter, DateTimeOffset now, DateOnly? retentionDue = null)
    {
        await HoldQueries.EnterAsync(db, id);
        var changed = await WithTrash(db, id).WithoutHold(db).Where(row => row.State != DocumentState.Trashed).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.RetentionDue, row => retentionDue ?? row.RetentionDue)
            .SetProperty(row => row.StateBeforeTrash, row => row.State)
            .SetProperty(row => row.State, DocumentState.Trashed)
            .SetProperty(row => row.PurgeAfter, purgeAfter));
        return await TellAsync(db, changed, id, ChangeKind.Trashed, now);
    }

    /// <summary>
    /// Trashed → the state it had. What was split or merged goes after its time all the same. A day of retention that has not come by now was seen by a clock that was wrong: it is still to come.
    /// </summary>
    internal static async Task<bool> RestoreAsync(DigitizeDb db, DocumentId id, DateTimeOffset purgeSplitAfter, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var changed = await InTrash(db, id).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.RetentionDue, row => row.RetentionDue > today ? null : row.RetentionDue)
            .SetProperty(row => row.State, row => row.StateBeforeTrash!.Value)
            .SetProperty(row => row.StateBeforeTrash, (DocumentState?)null)
            .SetProperty(row => row.PurgeAfter, row => row.StateBeforeTrash == DocumentState.Split || row.StateBeforeTrash == DocumentState.Merged ? purgeSplitAfter : (DateTimeOffset?)null));
        return await TellAsync(db, changed, id, ChangeKind.Restored, now);
    }

    /// <summary>Received → Split, unless a legal hold lies on it: its parts are documents of their own, written with it. What an earlier reading that failed left goes.</summary>
    internal static async Task<bool> SplitAsync(DigitizeDb db, DocumentId id, int reading, Inspection found, DateTimeOffset purgeAfter, DateTimeOffset now)
    {
        await HoldQueries.EnterAsync(db, id);
        var changed = await InState(db, id, reading, DocumentState.Received).WithoutHold(db).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Split)
            .SetProperty(row => row.Format, found.Format)
            .SetProperty(row => row.PageCount, found.Pages.Count)
            .SetProperty(row => row.PurgeAfter, purgeAfter)
            .SetProperty(row => row.FinishedAt, now));
        await db.Pages.Where(row => row.DocumentId == id && changed == 1).ExecuteDeleteAsync();
        return await TellAsync(db, changed, id, ChangeKind.Split, now);
    }

    /// <summary>Assembling → Split, unless a legal hold lies on it: documents were made of what it shows, and are written with it. Its versions stay as long as it does.</summary>
    internal static async Task<bool> SplitShownAsync(DigitizeDb db, DocumentId id, int reading, DateTimeOffset purgeAfter, DateTimeOffset now)
    {
        await HoldQueries.EnterAsync(db, id);
        var changed = await InState(db, id, reading, DocumentState.Assembling).WithoutHold(db).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Split)
            .SetProperty(row => row.PurgeAfter, purgeAfter));
        return await TellAsync(db, changed, id, ChangeKind.Split, now);
    }

    /// <summary>Split → Completed: what was shown before documents were made of it is shown again, and they are documents as any other.</summary>
    internal static async Task<bool> ShowUnsplitAsync(DigitizeDb db, DocumentId id, DateTimeOffset now)
    {
        var changed = await WithTrash(db, id).Where(row => row.State == DocumentState.Split && row.CurrentVersion != null).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Completed)
            .SetProperty(row => row.PurgeAfter, (DateTimeOffset?)null));
        return await TellAsync(db, changed, id, ChangeKind.Restored, now);
    }

    /// <summary>Split → Received, with the next reading: the stack is read as a whole, and its parts are documents as any other.</summary>
    internal static async Task<bool> UndoSplitAsync(DigitizeDb db, DocumentId id, DateTimeOffset now)
    {
        var changed = await WithTrash(db, id).Where(row => row.State == DocumentState.Split && row.CurrentVersion == null).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Received)
            .SetProperty(row => row.Split, SplitMode.None)
            .SetProperty(row => row.Reading, row => row.Reading + 1)
            .SetProperty(row => row.PurgeAfter, (DateTimeOffset?)null)
            .SetProperty(row => row.FinishedAt, (DateTimeOffset?)null));
        return await TellAsync(db, changed, id, ChangeKind.Restored, now);
    }

    /// <summary>Assembling → Merged, for the first of the documents that become one, unless a legal hold lies on it. Its versions stay as long as it does.</summary>
    /// <param name="into">The document that was made, which is written with it.</param>
    internal static async Task<bool> MergeAsync(DigitizeDb db, DocumentId id, int reading, DocumentId into, DateTimeOffset purgeAfter, DateTimeOffset now)
    {
        await HoldQueries.EnterAsync(db, id);
        return await TellAsync(db, await Merge(InState(db, id, reading, DocumentState.Assembling).WithoutHold(db), into, PageNumber.First, purgeAfter), id, ChangeKind.Merged, now);
    }

    /// <summary>Completed → Merged, for each of the others, unless a legal hold lies on it or another version is shown by now.</summary>
    /// <param name="at">The page of the document that was made with which its own begin.</param>
    internal static async Task<bool> MergeShownAsync(DigitizeDb db, MergeSource source, DocumentId into, PageNumber at, DateTimeOffset purgeAfter, DateTimeOffset now)
    {
        await HoldQueries.EnterAsync(db, source.Document);
        var shown = db.Documents.Where(row => row.Id == source.Document && row.State == DocumentState.Completed && row.CurrentVersion == source.Version).WithoutHold(db);
        return await TellAsync(db, await Merge(shown, into, at, purgeAfter), source.Document, ChangeKind.Merged, now);
    }

    /// <summary>Merged → Completed: what it showed before it became a part of another is shown again.</summary>
    internal static async Task<bool> ShowUnmergedAsync(DigitizeDb db, DocumentId id, DateTimeOffset now)
    {
        var changed = await WithTrash(db, id).Where(row => row.State == DocumentState.Merged).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DocumentState.Completed)
            .SetProperty(row => row.PurgeAfter, (DateTimeOffset?)null));
        return await TellAsync(db, changed, id, ChangeKind.Restored, now);
    }

    internal static IQueryable<Document> InTrash(DigitizeDb db, DocumentId id) => WithTrash(db, id).Where(row => row.State == DocumentState.Trashed);

    private static IQueryable<Document> WithTrash(DigitizeDb db, DocumentId id) =>
        db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.Id == id);

    private static IQueryable<Document> InState(DigitizeDb db, DocumentId id, int reading, DocumentState expected) =>
        db.Documents.Where(row => row.Id == id && row.Reading == reading && row.State == expected);

    private static IQueryable<Document> AtRest(DigitizeDb db, DocumentId id) =>
        db.Documents.Where(row => row.Id == id && (row.State == DocumentState.Completed || row.State == DocumentState.Failed));

    private static Task<int> Show(IQueryable<Document> documents, DocumentVersion version, DateTimeOffset now) => documents.ExecuteUpdateAsync(set => set
        .SetProperty(row => row.State, DocumentState.Completed)
        .SetProperty(row => row.FailureCode, (FailureCode?)null)
        .SetProperty(row => row.FailureDetail, (string?)null)
        .SetProperty(row => row.CurrentVersion, version.Number)
        .SetProperty(row => row.Title, version.Title)
        .SetProperty(row => row.Languages, version.Languages)
        .SetProperty(row => row.PageCount, version.Pages)
        .SetProperty(row => row.PagesDone, version.Pages)
        .SetProperty(row => row.FailedPages, version.FailedPages)
        .SetProperty(row => row.MeanConfidence, version.MeanConfidence)
        .SetProperty(row => row.DoubtfulWords, version.DoubtfulWords)
        .SetProperty(row => row.FinishedAt, now));

    private static Task<int> Merge(IQueryable<Document> documents, DocumentId into, PageNumber at, DateTimeOffset purgeAfter)
    {
        (DocumentId? Into, PageNumber? At) set = (into, at);
        return documents.ExecuteUpdateAsync(row => row
            .SetProperty(each => each.State, DocumentState.Merged)
            .SetProperty(each => each.MergedInto, set.Into)
            .SetProperty(each => each.MergedAtPage, set.At)
            .SetProperty(each => each.PurgeAfter, purgeAfter));
    }

    private static IQueryable<Document> WithoutWaitingPage(DigitizeDb db, DocumentId id, int reading) =>
        InState(db, id, reading, DocumentState.Recognizing).Where(row => !db.Pages.Any(page => page.DocumentId == row.Id && page.State == PageState.Waiting));

    private static Task<int> Fail(IQueryable<Document> documents, Failure failure, DateTimeOffset now) => documents.ExecuteUpdateAsync(set => set
        .SetProperty(row => row.State, DocumentState.Failed)
        .SetProperty(row => row.FailureCode, failure.Code)
        .SetProperty(row => row.FailureDetail, failure.Detail)
        .SetProperty(row => row.FinishedAt, now));

    private static async Task<bool> TellAsync(DigitizeDb db, int changed, DocumentId id, ChangeKind kind, DateTimeOffset now)
    {
        if (changed == 0)
        {
            return false;
        }

        var account = await db.Documents.IgnoreQueryFilters([DigitizeDb.SoftDeleteFilter]).Where(row => row.Id == id).Select(row => row.AccountId).SingleAsync();
        await ChangeFeed.AppendAsync(db, account, id, kind, now);
        return true;
    }
}

/// <summary>What reading one page brought; with a failure it stays a picture.</summary>
internal sealed record ReadPage(PageNumber Number)
{
    internal double? Confidence { get; init; }

    internal int? Words { get; init; }

    internal int? DoubtfulWords { get; init; }

    internal bool IsBlank { get; init; }

    internal bool IsSeparator { get; init; }

    internal BlobKey? FinishedBlob { get; init; }

    internal BlobKey? WordsBlob { get; init; }

    internal string? Text { get; init; }

    internal Failure? Failure { get; init; }
}
