using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Opens the document of a claim for one attempt.</summary>
internal sealed class OpenDocuments(DigitizeDatabase database, SourceFiles sources, EncryptedBlobs blobs, Scratch scratch, ProcessingOptions options)
{
    /// <summary>The caller disposes it, and with it every file of the attempt.</summary>
    /// <exception cref="StaleClaimException">The document is in the trash or gone.</exception>
    internal async Task<OpenDocument> OpenAsync(WorkClaim claim, CancellationToken cancel)
    {
        var (document, keys, isBackground) = await FindAsync(claim, cancel);
        var source = await sources.BorrowAsync(document, keys, cancel);
        return new OpenDocument(document, keys, OptionsFor(document, isBackground), source.Path, source, scratch.NewFolder());
    }

    /// <summary>The same with a rendition of the document in the place of its original.</summary>
    /// <exception cref="StaleClaimException">The document is in the trash or gone.</exception>
    internal async Task<OpenDocument> OpenRenditionAsync(WorkClaim claim, BlobKey pdf, CancellationToken cancel)
    {
        var (document, keys, isBackground) = await FindAsync(claim, cancel);
        var rendition = new ClearFile(blobs, scratch.NewFolder(), "rendition.pdf");
        try
        {
            await rendition.FillAsync(keys, pdf, cancel);
            return new OpenDocument(document, keys, OptionsFor(document, isBackground), rendition.Path, rendition, scratch.NewFolder());
        }
        catch
        {
            rendition.Dispose();
            throw;
        }
    }

    private async Task<(Document Row, DocumentKeys Keys, bool IsBackground)> FindAsync(WorkClaim claim, CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        var document = await db.Documents.SingleOrDefaultAsync(row => row.Id == claim.Document, cancel);
        var keys = await DocumentBlobs.KeysAsync(db, claim.Document, cancel);
        var waiting = await db.WorkItems.Where(row => row.State == WorkState.Ready && row.AccountId == claim.Account).Take(ProcessingOptions.MostInForeground + 1).CountAsync(cancel);
        return document is null || keys is null ? throw new StaleClaimException() : (document, keys, waiting > ProcessingOptions.MostInForeground);
    }

    private PageOptions OptionsFor(Document document, bool isBackground) => new()
    {
        Languages = LanguageSet.TryParse(document.Languages) ?? LanguageSet.Default,
        Title = document.Title,
        Reader = options.Reader,
        PageDeadline = options.PageDeadline,
        IsBackground = isBackground,
    };
}

/// <summary>A document while one attempt works on it: its original or a rendition in the clear and a folder for what comes of it. It owns both.</summary>
internal sealed class OpenDocument(Document row, DocumentKeys keys, PageOptions options, string sourcePath, IDisposable source, ScratchFolder folder) : IDisposable
{
    internal Document Row => row;

    internal DocumentKeys Keys => keys;

    internal PageOptions Options => options;

    internal string SourcePath => sourcePath;

    internal string NewFile(string name) => Path.Combine(folder.Path, name);

    public void Dispose()
    {
        folder.Dispose();
        source.Dispose();
    }
}
