using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Retention;

namespace Digitize.Web.Screens.Records;

/// <summary>How long an account keeps its kinds of letters, and what the next night does about it.</summary>
/// <param name="Titles">Of the documents in the plan that are shown.</param>
public sealed record KeptTimes(IReadOnlyList<DocumentType> Types, RetentionPlan Plan, IReadOnlyDictionary<DocumentId, string> Titles, RetentionOptions Times)
{
    /// <summary>Nobody reads more of them on a page.</summary>
    public const int MostShown = 100;

    /// <summary>What goes comes first.</summary>
    public IReadOnlyList<PlannedDocument> Shown => Order(Plan);

    /// <summary>Those of the plan that are not shown.</summary>
    public int More => Plan.Due.Count - Shown.Count;

    internal static async Task<KeptTimes> LookAsync(AccountId account, DocumentTypes types, RetentionRounds rounds, DocumentQueries documents, RetentionOptions times, CancellationToken cancel)
    {
        var plan = (await rounds.PreviewAsync(account, cancel)).Documents;
        return new KeptTimes(await types.ListAsync(account, cancel), plan, await documents.TitlesAsync([.. Order(plan).Select(planned => planned.Document)], cancel), times);
    }

    private static List<PlannedDocument> Order(RetentionPlan plan) => [.. plan.Due.OrderBy(planned => planned.Decision is RetentionDecision.Trash ? 0 : 1).Take(MostShown)];
}
