using Digitize.Accounts;
using Digitize.Documents;

namespace Digitize.Web.Screens.Records;

/// <summary>The legal holds of an account, the newest first.</summary>
/// <param name="For">The document that one came from to place a hold on; null for none.</param>
/// <param name="Logins">By the names that holds have for people.</param>
public sealed record HeldDocuments(IReadOnlyList<LegalHold> Holds, Document? For, IReadOnlyDictionary<DocumentId, string> Titles, IReadOnlyDictionary<string, string> Logins)
{
    public IEnumerable<LegalHold> Lying => Holds.Where(hold => hold.ReleasedAt is null);

    public IEnumerable<LegalHold> Released => Holds.Where(hold => hold.ReleasedAt is not null);

    internal static async Task<HeldDocuments> LookAsync(AccountId account, Document? on, LegalHolds holds, Members members, DocumentQueries documents, CancellationToken cancel)
    {
        var found = await holds.ListAsync(account, null, cancel);
        return new HeldDocuments(
            found, on,
            await documents.TitlesAsync([.. found.Select(hold => hold.DocumentId).OfType<DocumentId>().Distinct()], cancel),
            (await members.ListAsync(account, cancel)).ToDictionary(member => Actor.User(member.Id).Name, member => member.Login));
    }
}
