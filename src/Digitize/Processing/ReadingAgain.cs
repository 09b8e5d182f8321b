using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>Sends a document through the pages once more: for its owner, or for an operator who re-drives dead work. The attempts are counted anew.</summary>
public sealed class ReadingAgain(DigitizeDatabase database, WorkItems items, WorkSignal signal, AuditLog audit, TimeProvider time)
{
    /// <summary>False when the scope sees no such document, or it is being read already.</summary>
    /// <param name="languages">Null leaves them.</param>
    public async Task<bool> StartAsync(CurrentAccount scope, DocumentId document, LanguageSet? languages, Actor by, CancellationToken cancel)
    {
        var isStarted = await database.WriteAsync(scope, async db =>
        {
            var row = await db.Documents.AsNoTracking().SingleOrDefaultAsync(row => row.Id == document);
            if (row is not { State: DocumentState.Completed or DocumentState.Failed })
            {
                return false;
            }

            var now = time.GetUtcNow();
            await WorkItems.SupersedeAsync(db, document, now);
            await db.PlannedVersions.Where(planned => planned.DocumentId == document).ExecuteDeleteAsync();
            db.Add(new PlannedVersion
            {
                DocumentId = document,
                Reading = row.Reading + 1,
                AccountId = row.AccountId,
                Reason = languages is null ? "read again" : $"read again as {languages.Name}",
                MadeBy = by.Maker,
                PlannedAt = now,
            });
            await items.AddAsync(db, WorkKind.Prepare, row.AccountId, document, row.Reading + 1, []);
            if (!await Transitions.ReadAgainAsync(db, document, languages?.Name, now))
            {
                throw new DbUpdateConcurrencyException("The document changed meanwhile.");
            }

            await audit.AppendAsync(db, row.AccountId, AuditEvent.Of(by, AuditAction.DocumentReadAgain, document), cancel);
            return true;
        }, cancel);
        if (isStarted)
        {
            signal.Raise();
        }

        return isStarted;
    }

    /// <summary>Takes a split back: a stack is read as a whole, and what had been read already is shown as it was. False when the account has no such document, or it is not split.</summary>
    public async Task<bool> UndoSplitAsync(AccountId account, DocumentId stack, Actor by, CancellationToken cancel)
    {
        var isStarted = await database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var now = time.GetUtcNow();
            var isShown = await Transitions.ShowUnsplitAsync(db, stack, now);
            if (!isShown && !await Transitions.UndoSplitAsync(db, stack, now))
            {
                return false;
            }

            if (!isShown)
            {
                var reading = await db.Documents.Where(row => row.Id == stack).Select(row => row.Reading).SingleAsync();
                await items.AddAsync(db, WorkKind.Prepare, account, stack, reading, []);
            }

            await audit.AppendAsync(db, account, AuditEvent.Of(by, AuditAction.DocumentRestored, stack) with { Reason = "split taken back" }, cancel);
            return true;
        }, cancel);
        if (isStarted)
        {
            signal.Raise();
        }

        return isStarted;
    }

    /// <summary>Re-drives the documents of all dead work that died of one reason, as after an upgrade. Returns how many were sent again.</summary>
    public async Task<int> StartAllAsync(Pages.FailureCode reason, Actor by, CancellationToken cancel)
    {
        List<DocumentId> documents;
        await using (var db = database.Open(CurrentAccount.Everyone))
        {
            documents = await Dead(db).Where(row => row.FailureCode == reason).Select(row => row.DocumentId).Distinct().ToListAsync(cancel);
        }

        var started = 0;
        foreach (var document in documents)
        {
            started += await StartAsync(CurrentAccount.Everyone, document, languages: null, by, cancel) ? 1 : 0;
        }

        return started;
    }

    /// <summary>Dead work of readings. An edit that could not be made was told to its owner, whose document is whole: reading it again would undo his edits.</summary>
    internal static IQueryable<WorkItem> Dead(DigitizeDb db) => db.WorkItems.Where(row => row.State == WorkState.Dead
        && !db.PlannedVersions.Any(planned => planned.DocumentId == row.DocumentId && planned.Reading == row.Reading && planned.Edit != null));
}
