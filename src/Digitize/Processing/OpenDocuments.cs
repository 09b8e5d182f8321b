using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Opens the document of a claim for one attempt.</summary>
internal sealed class OpenDocuments(DigitizeDatabase database, SourceFiles sources, Scratch scratch, ProcessingOptions options)
{
    /// <summary>The caller disposes it, and with it every file of the attempt.</summary>
    /// <exception cref="StaleClaimException">The document is in the trash or gone.</exception>
    internal async Task<OpenDocument> OpenAsync(WorkClaim claim, CancellationToken cancel)
    {
        Document? document;
        DocumentKeys? keys;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            document = await db.Documents.SingleOrDefaultAsync(row => row.Id == claim.Document, cancel);
            keys = await DocumentBlobs.KeysAsync(db, claim.Document, cancel);
        }

        if (document is null || keys is null)
        {
            throw new StaleClaimException();
        }

        var source = await sources.BorrowAsync(document, keys, cancel);
        return new OpenDocument(document, keys, OptionsFor(document), source, scratch.NewFolder());
    }

    private PageOptions OptionsFor(Document document) => new()
    {
        Languages = LanguageSet.TryParse(document.Languages) ?? LanguageSet.Default,
        Title = document.Title,
        PageDeadline = options.PageDeadline,
    };
}

/// <summary>A document while one attempt works on it: its original in the clear and a folder for what comes of it.</summary>
internal sealed class OpenDocument(Document row, DocumentKeys keys, PageOptions options, SourceFiles.Loan source, ScratchFolder folder) : IDisposable
{
    internal Document Row => row;

    internal DocumentKeys Keys => keys;

    internal PageOptions Options => options;

    internal string SourcePath => source.Path;

    internal string NewFile(string name) => Path.Combine(folder.Path, name);

    public void Dispose()
    {
        folder.Dispose();
        source.Dispose();
    }
}
