using Digitize.Database;
using Digitize.Documents;
using Digitize.Pages;

namespace Digitize.Processing;

/// <summary>What dead work means for its document: a page stays a picture; a document that cannot be prepared or assembled has failed, and its original stays.</summary>
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
        else if (claim.Kind is WorkKind.Prepare or WorkKind.Assemble)
        {
            await Transitions.FailAsync(db, claim.Document, claim.Reading, failure, now);
        }

        return true;
    }
}
