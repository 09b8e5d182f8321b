using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Storage;

namespace Digitize.Tests.Processing;

/// <summary>The rows of a letter that was read, without its blobs.</summary>
internal static class ReadLetter
{
    /// <param name="texts">One for each page.</param>
    public static async Task AddVersionAsync(DigitizeDb db, AccountId account, DocumentId letter, RandomNumberGenerator random, DateTimeOffset now, params string[] texts)
    {
        var found = new Inspection(FileFormat.Pdf, [.. texts.Select((_, i) => new InspectedPage(PageNumber.FromIndex(i), false, new PageSize(595, 842), null))], false, null);
        await Transitions.StartRecognizingAsync(db, account, letter, 1, found, null, now);
        await db.SaveChangesAsync();
        foreach (var (text, i) in texts.Select((text, i) => (text, i)))
        {
            await Transitions.SettlePageAsync(db, letter, 1, new ReadPage(PageNumber.FromIndex(i)) { WordsBlob = BlobKey.New(account.ToString(), random), Words = 1, Confidence = 0.5, Text = text });
        }

        await Transitions.StartAssemblingAsync(db, letter, 1, now);
        var version = new DocumentVersion
        {
            DocumentId = letter,
            AccountId = account,
            Number = 1,
            Reason = "first reading",
            Title = "Brief",
            Languages = "deu",
            PdfBlob = BlobKey.New(account.ToString(), random),
            PdfLength = 3,
            PdfSha256 = [1],
            IsPdfA = true,
            Pages = texts.Length,
            FailedPages = 0,
            CreatedAt = now,
        };
        ShownPage[] pages = [.. texts.Select((text, i) => new ShownPage(PageNumber.FromIndex(i), PageNumber.FromIndex(i), QuarterTurn.None, Reading(account, letter, PageNumber.FromIndex(i), BlobKey.New(account.ToString(), random), text)))];
        await Versions.AddAsync(db, version, pages);
        await Versions.ShowTextAsync(db, letter, pages);
        Assert.That(await Transitions.CompleteAsync(db, 1, version, now));
    }

    private static PageReading Reading(AccountId account, DocumentId letter, PageNumber page, BlobKey words, string text) => new()
    {
        DocumentId = letter,
        Version = 1,
        Page = page,
        AccountId = account,
        KeepsText = false,
        WidthPoints = 595,
        HeightPoints = 842,
        Confidence = 0.5,
        Words = 1,
        WordsBlob = words,
        Text = text,
    };
}
