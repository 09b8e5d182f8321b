using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Stores a PDF with its pages as the version that is shown from then on, in one transaction with the end of the work that made it.</summary>
internal sealed class NewVersions(DigitizeDatabase database, EncryptedBlobs blobs, IBlobStore store, RandomNumberGenerator random, TimeProvider time)
{
    /// <param name="pagesOf">The pages, once the version's number is known.</param>
    /// <param name="words">Blobs that were written for it: they go where it does not come to be.</param>
    internal async Task StoreAsync(WorkClaim claim, DocumentKeys keys, MadePdf made, Func<int, IReadOnlyList<ShownPage>> pagesOf, IReadOnlyList<BlobKey> words, CancellationToken cancel)
    {
        var blob = BlobKey.New(keys.Account, random);
        try
        {
            BlobReceipt receipt;
            await using (var pdf = File.OpenRead(made.Path))
            {
                receipt = await blobs.WriteAsync(keys, blob, pdf, cancel);
            }

            await database.WriteAsync(CurrentAccount.Everyone, db => SettleAsync(db, claim, blob, receipt, made.Summary, pagesOf), cancel);
        }
        catch
        {
            await RemoveUnlessTakenAsync(blob, words);
            throw;
        }
    }

    private async Task SettleAsync(DigitizeDb db, WorkClaim claim, BlobKey blob, BlobReceipt receipt, AssemblySummary summary, Func<int, IReadOnlyList<ShownPage>> pagesOf)
    {
        var now = time.GetUtcNow();
        if (!await WorkItems.SettleAsync(db, claim, now) || !await Transitions.HoldAssemblingAsync(db, claim.Document, claim.Reading))
        {
            throw new StaleClaimException();
        }

        var document = await db.Documents.AsNoTracking().SingleAsync(row => row.Id == claim.Document);
        var planned = await db.PlannedVersions.AsNoTracking().SingleOrDefaultAsync(row => row.DocumentId == claim.Document && row.Reading == claim.Reading);
        var number = await Versions.NextNumberAsync(db, claim.Document);
        var pages = pagesOf(number);
        var version = new DocumentVersion
        {
            DocumentId = claim.Document,
            AccountId = claim.Account,
            Number = number,
            Reason = planned?.Reason ?? (claim.Reading == 1 ? "first reading" : "read again"),
            MadeBy = planned?.MadeBy,
            Title = document.Title,
            Languages = document.Languages,
            PdfBlob = blob,
            PdfLength = receipt.Length,
            PdfSha256 = receipt.Sha256,
            IsPdfA = summary.IsPdfA,
            WhyNotPdfA = summary.WhyNotPdfA.Count == 0 ? null : string.Join('\n', summary.WhyNotPdfA),
            Pages = summary.Pages,
            FailedPages = pages.Count(page => page.Reading.FailureCode is not null),
            MeanConfidence = Versions.MeanConfidence(pages),
            DoubtfulWords = Versions.DoubtfulWords(pages),
            CreatedAt = now,
        };
        await Versions.AddAsync(db, version, pages);
        await Versions.ShowTextAsync(db, claim.Document, pages);
        await db.Pages.Where(row => row.DocumentId == claim.Document && row.Text != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, (string?)null));
        await db.PlannedVersions.Where(row => row.DocumentId == claim.Document).ExecuteDeleteAsync();
        if (!await Transitions.CompleteAsync(db, claim.Reading, version, now))
        {
            throw new StaleClaimException();
        }
    }

    /// <summary>When the connection broke during the commit, only the row can tell whether it happened.</summary>
    private async Task RemoveUnlessTakenAsync(BlobKey pdf, IReadOnlyList<BlobKey> words)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (await db.Versions.AnyAsync(row => row.PdfBlob == pdf, CancellationToken.None))
        {
            return;
        }

        foreach (var blob in words.Prepend(pdf))
        {
            await store.DeleteAsync(blob, CancellationToken.None);
        }
    }
}

/// <summary>A PDF in the scratch folder, and what its maker says of it.</summary>
internal sealed record MadePdf(string Path, AssemblySummary Summary);
