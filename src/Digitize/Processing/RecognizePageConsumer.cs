using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Reads one page. What is needed to assemble the document waits as a temporary encrypted blob; words and text stay.</summary>
internal sealed class RecognizePageConsumer(
    WorkRounds rounds, DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, Gathering gathering, PageBlobs blobs, WorkMeters meters, TimeProvider time) : IConsumer<RecognizePage>
{
    public Task Consume(ConsumeContext<RecognizePage> context) => rounds.RunAsync(new WorkItemId(context.Message.WorkItemId), ReadAsync);

    internal async Task ReadAsync(WorkClaim claim, CancellationToken cancel)
    {
        var number = claim.Page ?? throw new InvalidOperationException("Work on a page names its page.");
        using var document = await documents.OpenAsync(claim, cancel);
        var finishedPath = document.NewFile("finished");
        var summary = await runner.ReadPageAsync(document.SourcePath, number, document.Options, finishedPath, cancel);
        if (summary.Failure is { } failure && Retries.Classify(failure.Code) == FailureClass.Resource && Retries.Decide(FailureClass.Resource, claim.Attempt, Jitter.None) is RetryDecision.Later)
        {
            throw new UnreadableException(failure);
        }

        var stored = await blobs.StoreAsync(document.Keys, summary.HasPicture ? finishedPath : null, summary.OwnWords, cancel);
        try
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => SettleAsync(db, claim, summary, stored.On(number)), cancel);
        }
        catch
        {
            await RemoveUnlessTakenAsync(claim, stored);
            throw;
        }

        meters.PageDone();
        await gathering.TryAsync(claim.Document, CancellationToken.None);
    }

    private async Task SettleAsync(DigitizeDb db, WorkClaim claim, PageSummary summary, ReadPage page)
    {
        var read = page with
        {
            Confidence = summary.Confidence?.Value,
            Words = summary.Words,
            IsBlank = summary.IsBlank,
            IsSeparator = summary.Barcodes.Any(barcode => barcode.IsSeparator),
            Failure = summary.Failure,
            Text = summary.Text,
        };
        if (!await WorkItems.SettleAsync(db, claim, time.GetUtcNow()) || !await Transitions.SettlePageAsync(db, claim.Document, claim.Reading, read))
        {
            throw new StaleClaimException();
        }
    }

    /// <summary>When the connection broke during the commit, only the row can tell whether it happened.</summary>
    private async Task RemoveUnlessTakenAsync(WorkClaim claim, StoredPage stored)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var isTaken = await db.Pages.AnyAsync(row => row.DocumentId == claim.Document
            && ((stored.Finished != null && row.FinishedBlob == stored.Finished) || (stored.Words != null && row.WordsBlob == stored.Words)));
        if (!isTaken)
        {
            await blobs.RemoveAsync(stored);
        }
    }
}

/// <summary>Writes the two blobs of a page: the finished page, for the assembler, and its words, for good.</summary>
internal sealed class PageBlobs(EncryptedBlobs blobs, IBlobStore store, System.Security.Cryptography.RandomNumberGenerator random)
{
    /// <param name="finishedPath">Null for a page that needs none.</param>
    /// <param name="own">The words of a page that keeps its text: nobody has to look at them again.</param>
    internal async Task<StoredPage> StoreAsync(DocumentKeys keys, string? finishedPath, RecognizedPage? own, CancellationToken cancel)
    {
        if (finishedPath is null)
        {
            return new StoredPage(null, own is null ? null : await StoreAsync(keys, own, cancel), null);
        }

        var finished = BlobKey.NewTemporary(keys.Account, random);
        await using (var file = File.OpenRead(finishedPath))
        {
            await blobs.WriteAsync(keys, finished, file, cancel);
        }

        if (FinishedPageFile.Read(finishedPath).Recognized is not { } recognized)
        {
            return new StoredPage(finished, null, null);
        }

        return new StoredPage(finished, await StoreAsync(keys, recognized, cancel), Doubt.Count(recognized));
    }

    private async Task<BlobKey> StoreAsync(DocumentKeys keys, RecognizedPage page, CancellationToken cancel)
    {
        var words = BlobKey.New(keys.Account, random);
        using var json = new MemoryStream(RecognizedPageJson.Write(page));
        await blobs.WriteAsync(keys, words, json, cancel);
        return words;
    }

    internal async Task RemoveAsync(StoredPage stored)
    {
        if (stored.Finished is { } finished)
        {
            await store.DeleteAsync(finished, CancellationToken.None);
        }

        if (stored.Words is { } words)
        {
            await store.DeleteAsync(words, CancellationToken.None);
        }
    }
}

internal sealed record StoredPage(BlobKey? Finished, BlobKey? Words, int? DoubtfulWords)
{
    internal ReadPage On(PageNumber page) => new(page) { FinishedBlob = Finished, WordsBlob = Words, DoubtfulWords = DoubtfulWords };
}
