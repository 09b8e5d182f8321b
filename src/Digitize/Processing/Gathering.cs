using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>From many pages to one document: when the last page is settled, exactly one worker starts the assembling.</summary>
internal sealed class Gathering(DigitizeDatabase database, WorkItems work, TimeProvider time)
{
    /// <summary>To be called after a page was committed. Harmless at any time, and however often.</summary>
    internal Task TryAsync(DocumentId document, CancellationToken cancel) => database.WriteAsync(CurrentAccount.Everyone, async db =>
    {
        var row = await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == document);
        if (row is not { State: DocumentState.Recognizing })
        {
            return;
        }

        var now = time.GetUtcNow();
        if (await Transitions.StartAssemblingAsync(db, document, row.Reading, now))
        {
            await work.AddAsync(db, WorkKind.Assemble, row.AccountId, document, row.Reading, []);
            return;
        }

        var first = await db.Pages.AsNoTracking().Where(page => page.DocumentId == document && page.State == PageState.Failed).OrderBy(page => page.Number).FirstOrDefaultAsync();
        await Transitions.FailWithoutPagesAsync(db, document, row.Reading, first?.Failure ?? new Failure(FailureCode.GaveUp, "No page could be read."), now);
    }, cancel);

    /// <summary>Documents whose last page was committed by a process that died before it could go on.</summary>
    internal async Task<IReadOnlyList<DocumentId>> ForgottenAsync(CancellationToken cancel)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        return await db.Documents.Where(row => row.State == DocumentState.Recognizing && !db.Pages.Any(page => page.DocumentId == row.Id && page.State == PageState.Waiting))
            .Select(row => row.Id).Take(100).ToListAsync(cancel);
    }
}
