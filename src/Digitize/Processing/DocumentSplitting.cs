using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>
/// Makes documents of the parts of one that is finished: each with its pages of the original, cut out as they are, and of what is shown, with what was read of them. Nothing is read again.
/// As when a stack is split, the bytes of all are durable before one transaction writes their rows and hides the document that they were made of; a crash before leaves blobs
/// without rows, which the sweep removes, and the attempt is made again.
/// </summary>
internal sealed class DocumentSplitting(
    DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, EncryptedBlobs blobs, IBlobStore store, DocumentTrash trash, AuditLog audit, RandomNumberGenerator random, TimeProvider time)
{
    /// <exception cref="UnreadableException">It cannot be split, and stays as it is.</exception>
    /// <exception cref="StaleClaimException">Somebody else has the work, or the document was deleted meanwhile. Nothing was changed.</exception>
    internal async Task SplitAsync(WorkClaim claim, PlannedVersion planned, ShownVersion before, VersionEdit edit, CancellationToken cancel)
    {
        await RefuseWhatIsHeldAsync(claim, cancel);
        using var original = await documents.OpenAsync(claim, cancel);
        using var rendition = await documents.OpenRenditionAsync(claim, before.Version.PdfBlob, cancel);
        var parts = Plan(original.Row, before, edit);
        await CutAsync(original, parts, cancel);
        var written = new NewBlobs(blobs, store, random);
        try
        {
            var made = new List<MadeDocument>();
            foreach (var part in parts)
            {
                made.Add(await MakeAsync(original, rendition, planned, before, part, written, cancel));
            }

            await database.WriteAsync(CurrentAccount.Everyone, db => RecordAsync(db, claim, made), cancel);
        }
        catch
        {
            await written.RemoveUnlessAsync(database, (db, first) => db.AllDocuments.AnyAsync(row => row.SplitFrom == claim.Document && row.OriginalBlob == first, CancellationToken.None));
            throw;
        }
    }

    /// <summary>A document gives way to its parts, which is a deletion.</summary>
    private async Task RefuseWhatIsHeldAsync(WorkClaim claim, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (await HoldQueries.LieOnAsync(db, claim.Account, claim.Document, cancel))
        {
            throw new UnreadableException(FailureCode.NotSupported, "A legal hold lies on the document: it stays whole.");
        }
    }

    private static List<Part> Plan(Document whole, ShownVersion before, VersionEdit edit)
    {
        var shown = edit.Parts.Select(part => part.Select(page => (Edit: page, Before: before.Pages[page.Page.Index])).ToList()).ToList();
        var ranges = PartsOfOriginal.Of([.. shown.Select(part => part.Select(page => page.Before.SourcePage).ToList())])
            ?? throw new UnreadableException(FailureCode.NotSupported, "The pages of the documents lie mixed in the original.");
        return [.. shown.Select((pages, i) => new Part(pages, ranges[i], PartTitles.Of(whole.Title, i + 1, shown.Count)))];
    }

    private async Task CutAsync(OpenDocument original, IReadOnlyList<Part> parts, CancellationToken cancel)
    {
        var most = (2 * original.Row.OriginalLength) + StackCutting.MostShared;
        foreach (var part in parts)
        {
            switch (await runner.CutAsync(original.SourcePath, part.Original, original.Options, part.OriginalPath(original), cancel))
            {
                case CutResult.NotPossible no:
                    throw new UnreadableException(FailureCode.NotSupported, $"The original cannot be cut without changing its pages ({no.Problem}).");
                case CutResult.Written written when (most -= written.Bytes) < 0:
                    throw new UnreadableException(FailureCode.TooLarge, "Its pages share so much that the documents together would be far larger than it is.");
            }
        }
    }

    private async Task<MadeDocument> MakeAsync(OpenDocument original, OpenDocument rendition, PlannedVersion planned, ShownVersion before, Part part, NewBlobs written, CancellationToken cancel)
    {
        var id = DocumentId.New(time);
        var account = original.Keys.Account;
        var keys = new DocumentKeys(account, id.ToString(), original.Keys.WrappedAccountKey, blobs.NewDocumentKey(account, original.Keys.WrappedAccountKey, id.ToString()));
        var pdfPath = original.NewFile($"rendition-{part.Original}.pdf");
        var summary = await runner.EditAsync(rendition.SourcePath, [.. part.Pages.Select(page => new RenditionPage(page.Edit.Page, page.Edit.Turn, null))], rendition.Options with { Title = part.Title }, pdfPath, cancel);
        var cut = await written.StoreAsync(keys, File.OpenRead(part.OriginalPath(original)), cancel);
        var pdf = await written.StoreAsync(keys, File.OpenRead(pdfPath), cancel);
        var pages = await MovePagesAsync(original.Keys, keys, id, part, written, cancel);
        var version = new DocumentVersion
        {
            DocumentId = id,
            AccountId = original.Row.AccountId,
            Number = 1,
            Reason = "split off",
            MadeBy = planned.MadeBy,
            Title = part.Title,
            Languages = before.Version.Languages,
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
        return new MadeDocument(NewDocument(original.Row, part, keys, cut, version), version, pages);
    }

    /// <summary>Under the keys of their new document, so that erasing one of them leaves the others.</summary>
    private static async Task<IReadOnlyList<ShownPage>> MovePagesAsync(DocumentKeys from, DocumentKeys to, DocumentId id, Part part, NewBlobs written, CancellationToken cancel)
    {
        var moved = new List<ShownPage>();
        foreach (var (edit, before) in part.Pages)
        {
            var number = PageNumber.FromIndex(moved.Count);
            var words = await written.MoveAsync(from, to, before.Reading.WordsBlob, cancel);
            moved.Add(new ShownPage(number, new PageNumber(before.SourcePage.Value - part.Original.First.Index), before.Turn.Then(edit.Turn), before.Reading.MovedTo(id, number, words)));
        }

        return moved;
    }

    private async Task RecordAsync(DigitizeDb db, WorkClaim claim, IReadOnlyList<MadeDocument> made)
    {
        var now = time.GetUtcNow();
        if (!await WorkItems.SettleAsync(db, claim, now) || !await Transitions.SplitShownAsync(db, claim.Document, claim.Reading, now + trash.KeptFor, now))
        {
            throw new StaleClaimException();
        }

        await db.PlannedVersions.Where(row => row.DocumentId == claim.Document).ExecuteDeleteAsync();
        var tags = await db.Tags.AsNoTracking().Where(row => row.DocumentId == claim.Document).ToListAsync();
        foreach (var part in made)
        {
            await part.AddAsync(db, tags);
        }

        IReadOnlyList<DocumentId> ids = [.. made.Select(part => part.Row.Id)];
        await ChangeFeed.AppendAsync(db, claim.Account, ids, ChangeKind.Completed, now);
        await audit.AppendAsync(db, claim.Account,
            [AuditEvent.Of(Actor.System, AuditAction.DocumentSplit, claim.Document), .. ids.Select(id => AuditEvent.Of(Actor.System, AuditAction.DocumentReceived, id) with { Reason = $"part of {claim.Document}" })], CancellationToken.None);
    }

    private static Document NewDocument(Document whole, Part part, DocumentKeys keys, NewBlob original, DocumentVersion version) => new()
    {
        Id = version.DocumentId,
        AccountId = whole.AccountId,
        UserId = whole.UserId,
        FileName = whole.FileName,
        Title = part.Title,
        Languages = version.Languages,
        Source = whole.Source,
        Type = whole.Type,
        DatedOn = whole.DatedOn,
        SplitFrom = whole.Id,
        SplitFromPage = part.Original.First,
        State = DocumentState.Completed,
        Reading = 1,
        Format = whole.Format,
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
        ReceivedAt = whole.ReceivedAt,
        FinishedAt = version.CreatedAt,
    };

    private sealed record Part(IReadOnlyList<(EditedPage Edit, ShownPage Before)> Pages, PageRange Original, string Title)
    {
        internal string OriginalPath(OpenDocument original) => original.NewFile($"original-{Original}");
    }
}

/// <summary>A version with its pages in their order.</summary>
internal sealed record ShownVersion(DocumentVersion Version, IReadOnlyList<ShownPage> Pages);
