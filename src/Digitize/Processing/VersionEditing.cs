using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Makes a version from an earlier one, or several documents, or one of several: from their PDFs and their readings. Nothing is read again.</summary>
internal sealed class VersionEditing(DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, EncryptedBlobs blobs, NewVersions versions, DocumentSplitting splitting, DocumentMerging merging, RandomNumberGenerator random)
{
    /// <summary>The edit that a piece of work is for; null when it is to assemble what was read.</summary>
    internal async Task<PlannedVersion?> PlannedAsync(WorkClaim claim, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.PlannedVersions.SingleOrDefaultAsync(row => row.DocumentId == claim.Document && row.Reading == claim.Reading && row.Edit != null, cancel);
    }

    internal async Task EditAsync(WorkClaim claim, PlannedVersion planned, CancellationToken cancel)
    {
        if (DocumentMerge.OfJson(planned.Edit!) is { } merge)
        {
            await merging.MergeAsync(claim, planned, merge, cancel);
            return;
        }

        var edit = VersionEdit.FromJson(planned.Edit!);
        var before = await BeforeAsync(claim.Document, planned.BasedOn!.Value, cancel);
        if (edit.Splits)
        {
            await splitting.SplitAsync(claim, planned, before, edit, cancel);
            return;
        }

        using var document = await documents.OpenRenditionAsync(claim, before.Version.PdfBlob, cancel);
        var pages = new List<ChangedPage>();
        foreach (var page in edit.Pages)
        {
            pages.Add(await ChangeAsync(document, page, before.Pages[page.Page.Index], cancel));
        }

        var pdfPath = document.NewFile("result.pdf");
        var summary = await runner.EditAsync(document.SourcePath, [.. pages.Select(page => page.ForRunner)], document.Options, pdfPath, cancel);
        var words = await StoreWordsAsync(document.Keys, pages, cancel);
        await versions.StoreAsync(claim, document.Keys, new MadePdf(pdfPath, summary), number => [.. pages.Select((page, index) => page.Show(number, PageNumber.FromIndex(index), words))], [.. words.Values], cancel);
    }

    private async Task<ShownVersion> BeforeAsync(DocumentId document, int number, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var version = await db.Versions.SingleOrDefaultAsync(row => row.DocumentId == document && row.Number == number, cancel);
        return version is null ? throw new StaleClaimException() : new ShownVersion(version, await Versions.PagesAsync(db, document, number, cancel));
    }

    private async Task<ChangedPage> ChangeAsync(OpenDocument document, EditedPage page, ShownPage before, CancellationToken cancel)
    {
        if (page.Texts is not { } texts)
        {
            return new ChangedPage(before, new RenditionPage(page.Page, page.Turn, null), null);
        }

        await using var stream = await blobs.OpenAsync(document.Keys, before.Reading.WordsBlob ?? throw new InvalidOperationException("A page without words was corrected."), cancel);
        using var json = new MemoryStream();
        await stream.CopyToAsync(json, cancel);
        var corrected = WordCorrections.Apply(RecognizedPageJson.Read(json.ToArray()), texts);
        var path = document.NewFile($"words-{page.Page}");
        await File.WriteAllBytesAsync(path, RecognizedPageJson.Write(corrected), cancel);
        return new ChangedPage(before, new RenditionPage(page.Page, page.Turn, path), corrected);
    }

    private async Task<IReadOnlyDictionary<PageNumber, BlobKey>> StoreWordsAsync(DocumentKeys keys, IReadOnlyList<ChangedPage> pages, CancellationToken cancel)
    {
        var stored = new Dictionary<PageNumber, BlobKey>();
        foreach (var page in pages)
        {
            if (page.Corrected is { } corrected)
            {
                var blob = BlobKey.New(keys.Account, random);
                using var json = new MemoryStream(RecognizedPageJson.Write(corrected));
                await blobs.WriteAsync(keys, blob, json, cancel);
                stored.Add(page.Before.Number, blob);
            }
        }

        return stored;
    }

    /// <param name="Corrected">Null when the words stay.</param>
    private sealed record ChangedPage(ShownPage Before, RenditionPage ForRunner, RecognizedPage? Corrected)
    {
        internal ShownPage Show(int version, PageNumber number, IReadOnlyDictionary<PageNumber, BlobKey> words) => Before with
        {
            Number = number,
            Turn = Before.Turn.Then(ForRunner.Turn),
            Reading = Corrected is null ? Before.Reading : Before.Reading.Corrected(version, number, words[Before.Number], Corrected),
        };
    }
}
