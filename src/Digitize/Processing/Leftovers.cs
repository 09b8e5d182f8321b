using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Finished pages are temporary. They go when their document is completed or has failed; a row names them until they are gone, so that a crash in between loses none.</summary>
internal sealed class Leftovers(DigitizeDatabase database, IBlobStore store)
{
    internal async Task RemoveAsync(DocumentId document, CancellationToken cancel)
    {
        List<Page> pages;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            pages = await db.Pages.Where(row => row.DocumentId == document && row.FinishedBlob != null
                && db.Documents.Any(owner => owner.Id == row.DocumentId && (owner.State == DocumentState.Completed || owner.State == DocumentState.Failed))).ToListAsync(cancel);
        }

        if (pages.Count == 0)
        {
            return;
        }

        foreach (var page in pages)
        {
            await store.DeleteAsync(page.FinishedBlob!.Value, cancel);
        }

        await database.WriteAsync(CurrentAccount.Everyone, async db =>
        {
            foreach (var page in pages)
            {
                await db.Pages.Where(row => row.DocumentId == document && row.Number == page.Number && row.FinishedBlob == page.FinishedBlob)
                    .ExecuteUpdateAsync(set => set.SetProperty(row => row.FinishedBlob, (BlobKey?)null));
            }
        }, cancel);
    }

    internal async Task SweepAsync(CancellationToken cancel)
    {
        List<DocumentId> documents;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            documents = await db.Pages.Where(row => row.FinishedBlob != null
                && db.Documents.Any(owner => owner.Id == row.DocumentId && (owner.State == DocumentState.Completed || owner.State == DocumentState.Failed)))
                .Select(row => row.DocumentId).Distinct().Take(100).ToListAsync(cancel);
        }

        foreach (var document in documents)
        {
            await RemoveAsync(document, cancel);
        }
    }
}
