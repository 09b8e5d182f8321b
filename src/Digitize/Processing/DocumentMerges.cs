using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Takes the wish to make one document of several, and takes such a merge back. The work is the first document's, as if it were edited; the others stay as they are until the transaction in which all of
/// them give way, and which does not happen where one of them was changed meanwhile.
/// </summary>
public sealed class DocumentMerges(DigitizeDatabase database, WorkItems items, WorkSignal signal, DocumentTrash trash, AuditLog audit, TimeProvider time)
{
    /// <summary>Why the version of the merged document is there.</summary>
    internal const string Reason = "merged";

    /// <param name="title">From <see cref="DocumentChanges.CleanTitle"/>; null for that of the first.</param>
    public async Task<MergeResult> StartAsync(AccountId account, IReadOnlyList<MergeWish> wishes, string? title, Actor by, CancellationToken cancel)
    {
        if (Fault(wishes) is { } fault)
        {
            return new MergeResult.Refused(fault);
        }

        var result = await database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var (sources, no) = await FindAsync(db, wishes, cancel);
            return no ?? await StartAsync(db, account, sources, title, by, cancel);
        }, cancel);
        if (result is MergeResult.Started)
        {
            signal.Raise();
        }

        return result;
    }

    /// <summary>Shows all documents again that one was made of, and puts that one into the trash.</summary>
    /// <param name="source">Any of them.</param>
    public Task<UnmergeResult> UndoAsync(AccountId account, DocumentId source, Actor by, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Of(account), async db =>
    {
        var documents = new DocumentQueries(db);
        if (await documents.FindWithTrashAsync(source, cancel) is not { State: DocumentState.Merged, MergedInto: { } into })
        {
            return UnmergeResult.NotMerged;
        }

        var now = time.GetUtcNow();
        var whole = await documents.FindWithRestrictedAsync(into, cancel);
        if (whole is { State: DocumentState.Split or DocumentState.Merged })
        {
            return UnmergeResult.WholeGaveWay;
        }

        if (whole is { State: not DocumentState.Trashed })
        {
            if (!await Transitions.TrashAsync(db, into, now + trash.KeptFor, now))
            {
                return whole.RestrictedAt is null ? UnmergeResult.OnHold : UnmergeResult.Restricted;
            }

            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.DocumentTrashed, into) with { Reason = "merge taken back" }, cancel);
        }

        foreach (var document in await documents.MergedDocumentsAsync(into, cancel))
        {
            await Transitions.ShowUnmergedAsync(db, document.Id, now);
            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.DocumentRestored, document.Id) with { Reason = "merge taken back" }, cancel);
        }

        return UnmergeResult.Done;
    }, cancel);

    private static string? Fault(IReadOnlyList<MergeWish> wishes)
    {
        if (wishes.Count is < 2 or > DocumentMerge.MostSources)
        {
            return $"One document is made of 2 to {DocumentMerge.MostSources}.";
        }

        return wishes.GroupBy(wish => wish.Document).FirstOrDefault(same => same.Count() > 1) is { } twice ? $"The document {twice.Key} is there twice." : null;
    }

    /// <summary>The documents as they were named, in that order; or the first thing that stands against it.</summary>
    private static async Task<(IReadOnlyList<Document> Sources, MergeResult? No)> FindAsync(DigitizeDb db, IReadOnlyList<MergeWish> wishes, CancellationToken cancel)
    {
        var ids = wishes.Select(wish => wish.Document).ToList();
        var rows = await db.AllDocuments.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancel);
        if (rows.Count < ids.Count)
        {
            return ([], new MergeResult.Unknown());
        }

        var sources = ids.ConvertAll(id => rows[id]);
        var no = sources.Zip(wishes, WhyNot).FirstOrDefault(each => each is not null);
        foreach (var row in no is null ? sources : [])
        {
            no ??= await HoldQueries.LieOnAsync(db, row.AccountId, row.Id, cancel) ? new MergeResult.OnHold() : null;
        }

        foreach (var row in no is null ? sources : [])
        {
            no ??= await db.VersionPages.AnyAsync(page => page.DocumentId == row.Id && page.Version == row.CurrentVersion, cancel)
                ? null : new MergeResult.Refused($"The version that {row.Id} shows is from before versions kept their pages: read it again first.");
        }

        return (sources, no);
    }

    private static MergeResult? WhyNot(Document row, MergeWish wish) => row switch
    {
        { RestrictedAt: not null } => new MergeResult.Restricted(),
        { State: DocumentState.Completed, CurrentVersion: { } shown } => wish.Version is null || wish.Version == shown ? null : new MergeResult.OtherVersion(row.Id, shown),
        _ => new MergeResult.NotFinished(row.Id, row.State),
    };

    private async Task<MergeResult> StartAsync(DigitizeDb db, AccountId account, IReadOnlyList<Document> sources, string? title, Actor by, CancellationToken cancel)
    {
        if (TooMuch(sources) is { } tooMuch)
        {
            return tooMuch;
        }

        var now = time.GetUtcNow();
        var first = sources[0];
        if (!await Transitions.StartEditAsync(db, first.Id, first.CurrentVersion!.Value, now))
        {
            return new MergeResult.NotFinished(first.Id, DocumentState.Assembling);
        }

        var merge = new DocumentMerge(DocumentId.New(time), title ?? first.Title, [.. sources.Select(row => new MergeSource(row.Id, row.CurrentVersion!.Value))]);
        var reading = await db.Documents.Where(row => row.Id == first.Id).Select(row => row.Reading).SingleAsync(cancel);
        await db.PlannedVersions.Where(row => row.DocumentId == first.Id).ExecuteDeleteAsync(cancel);
        db.Add(new PlannedVersion { DocumentId = first.Id, Reading = reading, AccountId = account, Reason = Reason, MadeBy = by.Maker, BasedOn = first.CurrentVersion, Edit = merge.ToJson(), PlannedAt = now });
        await items.AddAsync(db, WorkKind.Assemble, account, first.Id, reading, []);
        await audit.AppendAsync(db, account, [.. sources.Select(row => AuditEvent.Of(by, AuditAction.DocumentMerged, row.Id) with { Reason = $"into {merge.Result}" })], cancel);
        return new MergeResult.Started(merge.Result);
    }

    /// <summary>Pages that are left out of what is shown are in the originals all the same: the child counts once more. The originals are in the new one twice, as pages and as they came.</summary>
    private static MergeResult? TooMuch(IReadOnlyList<Document> sources)
    {
        var limits = Limits.Default;
        return sources.Sum(row => (long)(row.PageCount ?? 0)) > limits.MaxPages ? new MergeResult.TooManyPages(limits.MaxPages)
            : 2 * sources.Sum(row => row.OriginalLength) > limits.MaxFileMegabytes * 1_000_000 ? new MergeResult.TooLarge(limits.MaxFileMegabytes / 2)
            : null;
    }
}

/// <summary>One of the documents that somebody wants to be one.</summary>
/// <param name="Version">The one that he saw; null for whichever is shown.</param>
public sealed record MergeWish(DocumentId Document, int? Version);

/// <summary>What became of the wish to merge. The constructor is private: these are all there are.</summary>
public abstract record MergeResult
{
    private MergeResult()
    {
    }

    /// <param name="Document">The id of the document that will be there.</param>
    public sealed record Started(DocumentId Document) : MergeResult;

    /// <summary>The account has no such document.</summary>
    public sealed record Unknown : MergeResult;

    public sealed record Restricted : MergeResult;

    /// <summary>A document would give way to another, and a legal hold lies on it.</summary>
    public sealed record OnHold : MergeResult;

    public sealed record NotFinished(DocumentId Document, DocumentState State) : MergeResult;

    public sealed record OtherVersion(DocumentId Document, int Shown) : MergeResult;

    public sealed record TooManyPages(int Most) : MergeResult;

    public sealed record TooLarge(long MostMegabytes) : MergeResult;

    /// <param name="Sentence">Why it cannot be done, for people.</param>
    public sealed record Refused(string Sentence) : MergeResult;
}

/// <summary>What became of taking a merge back.</summary>
public enum UnmergeResult
{
    Done,
    NotMerged,

    /// <summary>A legal hold lies on the document that was made, which would go into the trash.</summary>
    OnHold,

    /// <summary>The document that was made is restricted.</summary>
    Restricted,

    /// <summary>The document that was made has been split or merged itself, which has to be taken back first.</summary>
    WholeGaveWay,
}
