using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Processing;

/// <summary>What dead work means for its document: a page stays a picture; a document that cannot be prepared or assembled has failed, and its original stays; one that cannot be edited stays as it is.</summary>
internal static class GivingUp
{
    /// <summary>To be called in a transaction. False when the claim is lost.</summary>
    internal static async Task<bool> RecordAsync(DigitizeDb db, WorkClaim claim, Failure failure, DateTimeOffset now)
    {
        if (!await WorkItems.BuryAsync(db, claim, failure, now))
        {
            return false;
        }

        if (claim is { Kind: WorkKind.Page, Page: { } page })
        {
            await Transitions.SettlePageAsync(db, claim.Document, claim.Reading, new ReadPage(page) { Failure = failure });
        }
        else if (claim.Kind == WorkKind.Assemble && await MarkEditAsync(db, claim, failure))
        {
            await Transitions.EndEditAsync(db, claim.Document, claim.Reading, now);
        }
        else if (claim.Kind is WorkKind.Prepare or WorkKind.Assemble)
        {
            await Transitions.FailAsync(db, claim.Document, claim.Reading, failure, now);
        }

        return true;
    }

    /// <summary>False when the work was no edit.</summary>
    private static async Task<bool> MarkEditAsync(DigitizeDb db, WorkClaim claim, Failure failure) =>
        await db.PlannedVersions.Where(row => row.DocumentId == claim.Document && row.Reading == claim.Reading && row.Edit != null).ExecuteUpdateAsync(set => set
            .SetProperty(row => row.FailureCode, failure.Code)
            .SetProperty(row => row.FailureDetail, failure.Detail)) == 1;
}
