using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Makes the searchable PDF from the original and the finished pages, and the version that is shown from it.</summary>
internal sealed class AssembleDocumentConsumer(
    WorkRounds rounds, DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, EncryptedBlobs blobs, IBlobStore store, Leftovers leftovers, SourceFiles sources,
    RandomNumberGenerator random, TimeProvider time) : IConsumer<AssembleDocument>
{
    public Task Consume(ConsumeContext<AssembleDocument> context) => rounds.RunAsync(new WorkItemId(context.Message.WorkItemId), AssembleAsync);

    private async Task AssembleAsync(WorkClaim claim, CancellationToken cancel)
    {
        using (var document = await documents.OpenAsync(claim, cancel))
        {
            var pages = await PagesAsync(claim.Document, cancel);
            var pdfPath = document.NewFile("result.pdf");
            var finished = await FetchAsync(document, pages, cancel);
            var summary = await runner.AssembleAsync(document.SourcePath, finished, document.Options, pdfPath, cancel);
            await StoreAsync(claim, document.Keys, pages, summary, pdfPath, cancel);
        }

        sources.Forget(claim.Document);
        await leftovers.RemoveAsync(claim.Document, CancellationToken.None);
    }

    private async Task<List<Page>> PagesAsync(DocumentId document, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Pages.Where(row => row.DocumentId == document).OrderBy(row => row.Number).ToListAsync(cancel);
    }

    private async Task<IReadOnlyList<string?>> FetchAsync(OpenDocument document, IReadOnlyList<Page> pages, CancellationToken cancel)
    {
        var paths = new List<string?>();
        foreach (var page in pages)
        {
            paths.Add(page.FinishedBlob is { } blob ? await FetchAsync(document, blob, page.Number, cancel) : null);
        }

        return paths;
    }

    private async Task<string> FetchAsync(OpenDocument document, BlobKey blob, PageNumber page, CancellationToken cancel)
    {
        var path = document.NewFile($"page-{page}");
        await using var content = await blobs.OpenAsync(document.Keys, blob, cancel);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        await content.CopyToAsync(file, cancel);
        return path;
    }

    private async Task StoreAsync(WorkClaim claim, DocumentKeys keys, IReadOnlyList<Page> pages, AssemblySummary summary, string pdfPath, CancellationToken cancel)
    {
        var blob = BlobKey.New(keys.Account, random);
        BlobReceipt receipt;
        await using (var pdf = File.OpenRead(pdfPath))
        {
            receipt = await blobs.WriteAsync(keys, blob, pdf, cancel);
        }

        try
        {
            await database.WriteAsync(CurrentAccount.Everyone, db => SettleAsync(db, claim, blob, receipt, pages, summary), cancel);
        }
        catch
        {
            await using var db = database.Open(CurrentAccount.Everyone);
            if (!await db.Versions.AnyAsync(row => row.PdfBlob == blob, CancellationToken.None))
            {
                await store.DeleteAsync(blob, CancellationToken.None);
            }

            throw;
        }
    }

    private async Task SettleAsync(DigitizeDb db, WorkClaim claim, BlobKey blob, BlobReceipt receipt, IReadOnlyList<Page> pages, AssemblySummary summary)
    {
        var now = time.GetUtcNow();
        if (!await WorkItems.SettleAsync(db, claim, now))
        {
            throw new StaleClaimException();
        }

        var number = 1 + (await db.Versions.Where(row => row.DocumentId == claim.Document).MaxAsync(row => (int?)row.Number) ?? 0);
        db.Add(new DocumentVersion
        {
            DocumentId = claim.Document,
            AccountId = claim.Account,
            Number = number,
            Reason = claim.Reading == 1 ? "first reading" : "read again",
            PdfBlob = blob,
            PdfLength = receipt.Length,
            PdfSha256 = receipt.Sha256,
            IsPdfA = summary.IsPdfA,
            WhyNotPdfA = summary.WhyNotPdfA.Count == 0 ? null : string.Join('\n', summary.WhyNotPdfA),
            Pages = summary.Pages,
            CreatedAt = now,
        });
        await db.SaveChangesAsync();
        var confidence = Confidence.Mean(pages.Where(page => page is { Confidence: not null, Words: not null }).Select(page => (new Confidence(page.Confidence!.Value), page.Words!.Value)));
        if (!await Transitions.CompleteAsync(db, claim.Document, claim.Reading, number, confidence?.Value, now))
        {
            throw new StaleClaimException();
        }
    }
}
