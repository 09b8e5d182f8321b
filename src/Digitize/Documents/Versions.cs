using Digitize.Accounts;
using Digitize.Database;
using Digitize.Pages;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>
/// The history of a document. Going back makes a new version like the old one, so that the history never changes and says who went back and when; the PDF and the words are shared.
/// </summary>
public sealed class Versions(DigitizeDatabase database, AuditLog audit, TimeProvider time)
{
    /// <summary>Makes a version the one that is shown: title, pages, text and what search finds follow. The one that is shown already stays.</summary>
    public Task<RestoreResult> RestoreAsync(AccountId account, DocumentId id, int number, Actor by, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            if (!await Transitions.HoldAsync(db, id))
            {
                return RestoreResult.WrongState;
            }

            var document = await db.Documents.AsNoTracking().SingleAsync(row => row.Id == id, cancel);
            if (await db.Versions.AsNoTracking().SingleOrDefaultAsync(row => row.DocumentId == id && row.Number == number, cancel) is not { } version)
            {
                return RestoreResult.NoSuchVersion;
            }

            if (document.CurrentVersion == number && document.State == DocumentState.Completed)
            {
                return RestoreResult.Done;
            }

            var pages = await PagesAsync(db, id, number, cancel);
            if (pages.Count == 0)
            {
                return RestoreResult.WordsNotKept;
            }

            var now = time.GetUtcNow();
            var restored = Copy(version, pages, await NextNumberAsync(db, id), $"restored from {number}", by.Maker, version.Title, now);
            await AddAsync(db, restored, pages);
            await db.Texts.Where(row => row.DocumentId == id && row.Page == null).ExecuteUpdateAsync(set => set.SetProperty(row => row.Text, restored.Title), cancel);
            await ShowTextAsync(db, id, pages);
            await Transitions.ShowAsync(db, restored, now);
            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.VersionRestored, id), cancel);
            return RestoreResult.Done;
        }, cancel);

    /// <summary>The same pages under another title: a version of its own, where there is one already. In the caller's transaction, which holds the document's row.</summary>
    internal static async Task RetitleAsync(DigitizeDb db, DocumentId id, string title, string? madeBy, DateTimeOffset now)
    {
        var current = await db.Documents.Where(row => row.Id == id).Select(row => row.CurrentVersion).SingleAsync();
        if (current is null || await db.Versions.AsNoTracking().SingleOrDefaultAsync(row => row.DocumentId == id && row.Number == current) is not { } version)
        {
            return;
        }

        var pages = await PagesAsync(db, id, version.Number, CancellationToken.None);
        var retitled = Copy(version, pages, await NextNumberAsync(db, id), "title corrected", madeBy, title, now);
        await AddAsync(db, retitled, pages);
        await db.Documents.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.CurrentVersion, retitled.Number));
    }

    /// <summary>The pages of a version in their order; none where they were not kept.</summary>
    internal static async Task<IReadOnlyList<ShownPage>> PagesAsync(DigitizeDb db, DocumentId id, int version, CancellationToken cancel)
    {
        var rows = await (from page in db.VersionPages.AsNoTracking()
                          where page.DocumentId == id && page.Version == version
                          join reading in db.PageReadings.AsNoTracking()
                              on new { page.DocumentId, Version = page.ReadIn, Page = page.ReadAs } equals new { reading.DocumentId, reading.Version, reading.Page }
                          orderby page.Number
                          select new { page, reading }).ToListAsync(cancel);
        return [.. rows.Select(row => new ShownPage(row.page.Number, row.page.SourcePage, row.page.Turn, row.reading))];
    }

    internal static async Task<int> NextNumberAsync(DigitizeDb db, DocumentId id) =>
        1 + (await db.Versions.Where(row => row.DocumentId == id).MaxAsync(row => (int?)row.Number) ?? 0);

    /// <summary>Writes a version with its pages, and those of their readings that were made for it.</summary>
    internal static async Task AddAsync(DigitizeDb db, DocumentVersion version, IReadOnlyList<ShownPage> pages)
    {
        db.Add(version);
        db.AddRange(pages.Select(page => page.Row(version.Number)));
        db.AddRange(pages.Select(page => page.Reading).Where(reading => reading.Version == version.Number));
        await db.SaveChangesAsync();
    }

    /// <summary>Search looks through the pages of the version that is shown.</summary>
    internal static async Task ShowTextAsync(DigitizeDb db, DocumentId id, IReadOnlyList<ShownPage> pages)
    {
        await db.Texts.Where(row => row.DocumentId == id && row.Page != null).ExecuteDeleteAsync();
        db.AddRange(pages.Where(page => page.Reading.Text.Length > 0).Select(page => new PageText { AccountId = page.Reading.AccountId, DocumentId = id, Page = page.Number, Text = page.Reading.Text }));
        await db.SaveChangesAsync();
    }

    /// <summary>What search is to look through for the versions that are shown, of many documents at once.</summary>
    internal static async Task<List<PageText>> ShownTextsAsync(DigitizeDb db, IReadOnlyList<DocumentId> ids, CancellationToken cancel) => await (
        from document in db.AllDocuments.AsNoTracking()
        where ids.Contains(document.Id)
        join page in db.VersionPages.AsNoTracking() on new { DocumentId = document.Id, Version = document.CurrentVersion } equals new { page.DocumentId, Version = (int?)page.Version }
        join reading in db.PageReadings.AsNoTracking() on new { page.DocumentId, Version = page.ReadIn, Page = page.ReadAs } equals new { reading.DocumentId, reading.Version, reading.Page }
        where reading.Text != ""
        select new PageText { AccountId = reading.AccountId, DocumentId = document.Id, Page = page.Number, Text = reading.Text }).ToListAsync(cancel);

    internal static double? MeanConfidence(IReadOnlyList<ShownPage> pages) => Confidence.Mean(pages.Select(page => page.Reading)
        .Where(reading => reading is { Confidence: not null, Words: not null }).Select(reading => (new Confidence(reading.Confidence!.Value), reading.Words!.Value)))?.Value;

    /// <summary>Null where none of the pages was counted.</summary>
    internal static int? DoubtfulWords(IReadOnlyList<ShownPage> pages) => pages.Any(page => page.Reading.DoubtfulWords is not null) ? pages.Sum(page => page.Reading.DoubtfulWords ?? 0) : null;

    /// <summary>The same PDF under another number.</summary>
    internal static DocumentVersion Copy(DocumentVersion version, IReadOnlyList<ShownPage> pages, int number, string reason, string? madeBy, string title, DateTimeOffset now) => new()
    {
        DocumentId = version.DocumentId,
        AccountId = version.AccountId,
        Number = number,
        Reason = reason,
        MadeBy = madeBy,
        Title = title,
        Languages = version.Languages,
        PdfBlob = version.PdfBlob,
        PdfLength = version.PdfLength,
        PdfSha256 = version.PdfSha256,
        IsPdfA = version.IsPdfA,
        WhyNotPdfA = version.WhyNotPdfA,
        Pages = version.Pages,
        FailedPages = version.FailedPages,
        MeanConfidence = MeanConfidence(pages),
        DoubtfulWords = DoubtfulWords(pages),
        CreatedAt = now,
    };
}

/// <summary>What became of going back to a version.</summary>
public enum RestoreResult
{
    Done,
    NoSuchVersion,

    /// <summary>The document is being worked on, or is in the trash.</summary>
    WrongState,

    /// <summary>It is from before versions kept the words of their pages.</summary>
    WordsNotKept,
}
