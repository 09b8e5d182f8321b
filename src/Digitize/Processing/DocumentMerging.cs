using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Makes one document of several that are finished: of their originals one file that has them attached as they came, of what is shown one PDF, with what was read of its pages. Nothing is read again.
/// As when a document is split, all bytes are durable before one transaction writes the row and hides the documents that it was made of; a crash before leaves blobs without rows,
/// which the sweep removes, and the attempt is made again.
/// </summary>
internal sealed class DocumentMerging(
    DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, EncryptedBlobs blobs, IBlobStore store, DocumentTrash trash, AuditLog audit, RandomNumberGenerator random, TimeProvider time)
{
    private const string WasChanged = "One of the documents was changed, deleted or put on hold while they were being merged.";

    /// <exception cref="UnreadableException">They cannot be merged, and stay as they are.</exception>
    /// <exception cref="StaleClaimException">Somebody else has the work, or the first document was deleted meanwhile. Nothing was changed.</exception>
    internal async Task MergeAsync(WorkClaim claim, PlannedVersion planned, DocumentMerge merge, CancellationToken cancel)
    {
        var sources = await FindAsync(claim, merge, cancel);
        using var first = await documents.OpenRenditionAsync(claim, sources[0].Shown.Version.PdfBlob, cancel);
        var (originalPath, originals) = await JoinOriginalsAsync(claim, sources, first, cancel);
        var (pdfPath, summary) = await JoinRenditionsAsync(claim, merge, sources, first, cancel);
        var written = new NewBlobs(blobs, store, random);
        try
        {
            var account = first.Keys.Account;
            var id = merge.Result.ToString();
            var keys = new DocumentKeys(account, id, first.Keys.WrappedAccountKey, blobs.NewDocumentKey(account, first.Keys.WrappedAccountKey, id));
            var original = await written.StoreAsync(keys, File.OpenRead(originalPath), cancel);
            var pdf = await written.StoreAsync(keys, File.OpenRead(pdfPath), cancel);
            var pages = await MovePagesAsync(claim, merge, sources, originals, keys, written, cancel);
            var version = NewVersion(planned, merge, sources, pdf, summary, pages);
            var made = new MadeDocument(NewDocument(sources, merge, keys, original, version), version, pages);
            await database.WriteAsync(CurrentAccount.Everyone, db => RecordAsync(db, claim, merge, sources, made), cancel);
        }
        catch
        {
            await written.RemoveUnlessAsync(database, (db, first) => db.AllDocuments.AnyAsync(row => row.Id == merge.Result && row.OriginalBlob == first, CancellationToken.None));
            throw;
        }
    }

    /// <summary>The first is being worked on; of the others each has to be as it was when somebody asked.</summary>
    private async Task<IReadOnlyList<Source>> FindAsync(WorkClaim claim, DocumentMerge merge, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var sources = new List<Source>();
        foreach (var source in merge.Sources)
        {
            var isFirst = sources.Count == 0;
            var row = await db.Documents.SingleOrDefaultAsync(row => row.Id == source.Document && row.AccountId == claim.Account, cancel);
            if (row is null && isFirst)
            {
                throw new StaleClaimException();
            }

            var version = await db.Versions.SingleOrDefaultAsync(version => version.DocumentId == source.Document && version.Number == source.Version, cancel);
            if (row?.CurrentVersion != source.Version || version is null || (!isFirst && row.State != DocumentState.Completed) || await HoldQueries.LieOnAsync(db, claim.Account, source.Document, cancel))
            {
                throw new UnreadableException(FailureCode.NotSupported, WasChanged);
            }

            sources.Add(new Source(row, new ShownVersion(version, await Versions.PagesAsync(db, source.Document, source.Version, cancel))));
        }

        return sources;
    }

    private async Task<(string Path, JoinSummary Summary)> JoinOriginalsAsync(WorkClaim claim, IReadOnlyList<Source> sources, OpenDocument first, CancellationToken cancel)
    {
        var names = AttachmentNames.Of([.. sources.Select(source => source.Row.FileName)]);
        var opened = new List<OpenDocument>();
        try
        {
            foreach (var source in sources)
            {
                opened.Add(await OpenAsync(() => documents.OpenAsync(claim with { Document = source.Row.Id }, cancel), isFirst: opened.Count == 0));
            }

            var path = first.NewFile("original.pdf");
            List<JoinedFile> files = [.. opened.Select((original, i) => new JoinedFile(original.SourcePath, names[i], sources[i].Row.ReceivedAt))];
            return (path, await runner.JoinFilesAsync(files, first.Options, path, cancel));
        }
        finally
        {
            opened.ForEach(original => original.Dispose());
        }
    }

    private async Task<(string Path, AssemblySummary Summary)> JoinRenditionsAsync(WorkClaim claim, DocumentMerge merge, IReadOnlyList<Source> sources, OpenDocument first, CancellationToken cancel)
    {
        var others = new List<OpenDocument>();
        try
        {
            foreach (var source in sources.Skip(1))
            {
                others.Add(await OpenAsync(() => documents.OpenRenditionAsync(claim with { Document = source.Row.Id }, source.Shown.Version.PdfBlob, cancel), isFirst: false));
            }

            var path = first.NewFile("rendition.pdf");
            var summary = await runner.JoinRenditionsAsync([first.SourcePath, .. others.Select(other => other.SourcePath)], first.Options with { Title = merge.Title }, path, cancel);
            return summary.Pages == sources.Sum(source => source.Shown.Pages.Count) ? (path, summary) : throw Lied("The rendition has not the pages of those that were joined.");
        }
        finally
        {
            others.ForEach(other => other.Dispose());
        }
    }

    /// <summary>Only the first is the claim's own: that another is gone does not make the claim stale.</summary>
    private static async Task<OpenDocument> OpenAsync(Func<Task<OpenDocument>> open, bool isFirst)
    {
        try
        {
            return await open();
        }
        catch (StaleClaimException) when (!isFirst)
        {
            throw new UnreadableException(FailureCode.NotSupported, WasChanged);
        }
    }

    /// <summary>Under the keys of the new document, so that it does not end with those that it was made of.</summary>
    private async Task<IReadOnlyList<ShownPage>> MovePagesAsync(WorkClaim claim, DocumentMerge merge, IReadOnlyList<Source> sources, JoinSummary originals, DocumentKeys to, NewBlobs written, CancellationToken cancel)
    {
        var moved = new List<ShownPage>();
        var before = 0;
        foreach (var (source, own) in sources.Zip(originals.Pages))
        {
            var from = await KeysAsync(source.Row.Id, cancel);
            foreach (var page in source.Shown.Pages)
            {
                if (page.SourcePage.Value > own)
                {
                    throw Lied("An original has fewer pages than were read of it.");
                }

                var number = PageNumber.FromIndex(moved.Count);
                var words = await written.MoveAsync(from, to, page.Reading.WordsBlob, cancel);
                moved.Add(new ShownPage(number, new PageNumber(before + page.SourcePage.Value), page.Turn, page.Reading.MovedTo(merge.Result, number, words)));
            }

            before += own;
        }

        return moved;
    }

    private async Task<DocumentKeys> KeysAsync(DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await DocumentBlobs.KeysAsync(db, document, cancel) ?? throw new UnreadableException(FailureCode.NotSupported, WasChanged);
    }

    private async Task RecordAsync(DigitizeDb db, WorkClaim claim, DocumentMerge merge, IReadOnlyList<Source> sources, MadeDocument made)
    {
        var now = time.GetUtcNow();
        await GiveWayAsync(db, claim, merge, sources, now);
        await db.PlannedVersions.Where(row => row.DocumentId == claim.Document).ExecuteDeleteAsync();
        var ids = sources.Select(source => source.Row.Id).ToList();
        var tags = await db.Tags.AsNoTracking().Where(row => ids.Contains(row.DocumentId)).ToListAsync();
        await made.AddAsync(db, tags.OrderBy(tag => ids.IndexOf(tag.DocumentId)).ThenBy(tag => tag.Key, StringComparer.Ordinal).DistinctBy(tag => tag.Key).Take(DocumentTags.MostOfOne));
        await ChangeFeed.AppendAsync(db, claim.Account, made.Row.Id, ChangeKind.Completed, now);
        await audit.AppendAsync(db, claim.Account, AuditEvent.Of(Actor.System, AuditAction.DocumentReceived, made.Row.Id) with { Reason = "merged" }, CancellationToken.None);
    }

    private async Task GiveWayAsync(DigitizeDb db, WorkClaim claim, DocumentMerge merge, IReadOnlyList<Source> sources, DateTimeOffset now)
    {
        var goes = now + trash.KeptFor;
        if (!await WorkItems.SettleAsync(db, claim, now) || !await Transitions.MergeAsync(db, claim.Document, claim.Reading, merge.Result, goes, now))
        {
            throw new StaleClaimException();
        }

        var at = PageNumber.First;
        foreach (var (source, shown) in merge.Sources.Zip(sources.Select(source => source.Shown.Pages.Count)))
        {
            if (source.Document != claim.Document && !await Transitions.MergeShownAsync(db, source, merge.Result, at, goes, now))
            {
                throw new UnreadableException(FailureCode.NotSupported, WasChanged);
            }

            at = new PageNumber(at.Value + shown);
        }

        // What they were a part of before, and what lies in the trash since that was taken back, is now known by the new one: the same pages are in it.
        var earlier = sources.Select(source => source.Row.MergedInto).OfType<DocumentId>().Distinct().ToList();
        DocumentId? into = merge.Result;
        await db.AllDocuments.Where(row => earlier.Contains(row.Id) && row.State == DocumentState.Trashed).ExecuteUpdateAsync(set => set.SetProperty(row => row.MergedInto, into));
    }

    private DocumentVersion NewVersion(PlannedVersion planned, DocumentMerge merge, IReadOnlyList<Source> sources, NewBlob pdf, AssemblySummary summary, IReadOnlyList<ShownPage> pages) => new()
    {
        DocumentId = merge.Result,
        AccountId = sources[0].Row.AccountId,
        Number = 1,
        Reason = DocumentMerges.Reason,
        MadeBy = planned.MadeBy,
        Title = merge.Title,
        Languages = Languages([.. sources.Select(source => source.Shown.Version.Languages)]),
        PdfBlob = pdf.Key,
        PdfLength = pdf.Receipt.Length,
        PdfSha256 = pdf.Receipt.Sha256,
        IsPdfA = summary.IsPdfA,
        WhyNotPdfA = summary.WhyNotPdfA.Count == 0 ? null : string.Join('\n', summary.WhyNotPdfA),
        Pages = summary.Pages,
        FailedPages = pages.Count(page => page.Reading.FailureCode is not null),
        MeanConfidence = Versions.MeanConfidence(pages),
        DoubtfulWords = Versions.DoubtfulWords(pages),
        CreatedAt = time.GetUtcNow(),
    };

    /// <summary>All of them, where that is a set to read in.</summary>
    private static string Languages(IReadOnlyList<string> each) => LanguageSet.TryParse(string.Join('+', each.SelectMany(languages => languages.Split('+')).Distinct()))?.Name ?? each[0];

    private static Document NewDocument(IReadOnlyList<Source> sources, DocumentMerge merge, DocumentKeys keys, NewBlob original, DocumentVersion version) => new()
    {
        Id = version.DocumentId,
        AccountId = version.AccountId,
        UserId = sources[0].Row.UserId,
        FileName = merge.Title.Replace('/', '-').Replace('\\', '-') + ".pdf",
        Title = merge.Title,
        Languages = version.Languages,
        Source = DocumentMerge.Source,

        // Where they differ there is none, so that no page goes earlier than it would have gone by itself.
        Type = Common(sources.Select(source => source.Row.Type)),
        DatedOn = Common(sources.Select(source => source.Row.DatedOn)),
        ReceivedAt = sources.Max(source => source.Row.ReceivedAt),
        State = DocumentState.Completed,
        Reading = 1,
        Format = FileFormat.Pdf,
        PageCount = version.Pages,
        PagesDone = version.Pages,
        FailedPages = version.FailedPages,
        MeanConfidence = version.MeanConfidence,
        DoubtfulWords = version.DoubtfulWords,
        CurrentVersion = version.Number,
        OriginalBlob = original.Key,
        OriginalLength = original.Receipt.Length,
        OriginalSha256 = original.Receipt.Sha256,
        WrappedKey = keys.WrappedDocumentKey,
        FinishedAt = version.CreatedAt,
    };

    private static T? Common<T>(IEnumerable<T?> values) where T : struct => values.Distinct().Take(2).ToList() is [var only] ? only : null;

    private static RunnerFailedException Lied(string sentence) => new(RunnerFault.Lied, "The process that parses the letter made what cannot be: " + sentence);

    private sealed record Source(Document Row, ShownVersion Shown);
}
