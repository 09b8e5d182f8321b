using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Makes the searchable PDF from the original and the finished pages, or from an earlier version that was edited, and the version that is shown from it.</summary>
internal sealed class AssembleDocumentConsumer(
    WorkRounds rounds, DigitizeDatabase database, OpenDocuments documents, IPageRunner runner, EncryptedBlobs blobs, NewVersions versions, VersionEditing editing, Leftovers leftovers,
    SourceFiles sources) : IConsumer<AssembleDocument>
{
    public Task Consume(ConsumeContext<AssembleDocument> context) => rounds.RunAsync(new WorkItemId(context.Message.WorkItemId), MakeVersionAsync);

    internal async Task MakeVersionAsync(WorkClaim claim, CancellationToken cancel)
    {
        if (await editing.PlannedAsync(claim, cancel) is { } planned)
        {
            await editing.EditAsync(claim, planned, cancel);
        }
        else
        {
            await AssembleAsync(claim, cancel);
        }
    }

    private async Task AssembleAsync(WorkClaim claim, CancellationToken cancel)
    {
        using (var document = await documents.OpenAsync(claim, cancel))
        {
            var pages = await PagesAsync(claim.Document, cancel);
            var pdfPath = document.NewFile("result.pdf");
            var finished = await FetchAsync(document, pages, cancel);
            var summary = await runner.AssembleAsync(document.SourcePath, finished, document.Options, pdfPath, cancel);
            await versions.StoreAsync(claim, document.Keys, new MadePdf(pdfPath, summary), number => [.. pages.Select(page => AsRead(page, number))], [], cancel);
        }

        sources.Forget(claim.Document);
        await leftovers.RemoveAsync(claim.Document, CancellationToken.None);
    }

    private static ShownPage AsRead(Page page, int version) => new(page.Number, page.Number, QuarterTurn.None, PageReading.Of(page, version));

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
}
