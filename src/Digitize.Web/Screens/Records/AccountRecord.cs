using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Screens.Frame;
using Digitize.Web.Screens.OneDocument;

namespace Digitize.Web.Screens.Records;

/// <summary>One line of the record, and the document that it is about; null for none.</summary>
/// <param name="Title">Null when the document has gone.</param>
public sealed record RecordLine(HistoryLine Said, DocumentId? Document, string? Title);

/// <summary>Who did what in an account, the latest first.</summary>
/// <param name="Older">The sequence to go on before; null at the end.</param>
/// <param name="People">Who can be asked for.</param>
public sealed record AccountRecord(RecordQuestion Question, IReadOnlyList<RecordLine> Lines, long? Older, IReadOnlyList<Member> People)
{
    private const int AtOnce = 50;

    internal static async Task<AccountRecord> LoadAsync(AccountId account, RecordQuestion question, long? before, AuditTrail trail, Members members, DocumentQueries documents, Language language, CancellationToken cancel)
    {
        var found = await trail.LatestAsync(account, question.ToFilter(), before, AtOnce + 1, cancel);
        var people = await members.ListAsync(account, cancel);
        var shown = found.Take(AtOnce).ToList();
        var titles = await documents.TitlesAsync([.. shown.Select(DocumentOf).OfType<DocumentId>().Distinct()], cancel);
        var words = new RecordWords(people.ToDictionary(member => member.Id.ToString(), member => member.Login), language);
        return new AccountRecord(
            question, [.. shown.Select(line => new RecordLine(words.Of(line), DocumentOf(line), DocumentOf(line) is { } document ? titles.GetValueOrDefault(document) : null))],
            found.Count > AtOnce ? shown[^1].Entry.Sequence : null, people);
    }

    private static DocumentId? DocumentOf(AuditLine line) => line.Entry.ObjectKind == AuditObject.Document ? DocumentId.TryParse(line.Entry.ObjectId) : null;
}
