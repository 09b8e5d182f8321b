using Digitize.Accounts;
using Digitize.Documents;

namespace Digitize.Retention;

/// <summary>A document whose time is over, and what comes of it. Neither its title nor its text is here: operators see plans too.</summary>
public sealed record PlannedDocument(AccountId Account, DocumentId Document, string Type, RetentionDecision Decision);

/// <summary>What retention would do now, or has done.</summary>
/// <param name="Due">Documents whose time is over, those that are kept all the same with their reason; at most <see cref="LongestList"/>.</param>
/// <param name="Trashed">How many go to the trash, those that are not listed too.</param>
/// <param name="Kept">How many documents with a type stay, by reason.</param>
public sealed record RetentionPlan(IReadOnlyList<PlannedDocument> Due, int Trashed, IReadOnlyDictionary<KeepReason, int> Kept)
{
    public const int LongestList = 1000;

    /// <summary>There are more than are listed.</summary>
    public bool IsCut { get; init; }
}

/// <summary>What comes of the end of a contract.</summary>
/// <param name="Purged">Documents that have gone for good in this round; 0 in a preview.</param>
/// <param name="Staying">Documents that do not go with the others, because a hold lies on them or they are restricted.</param>
public sealed record PlannedContract(AccountId Account, string Name, ContractDecision Decision, int Purged, int Staying)
{
    /// <summary>The decision's sentence, and what it does not reach.</summary>
    public string Sentence => Staying == 0 ? Decision.Sentence : $"{Decision.Sentence} {Staying} of them stay, held or restricted, until that ends.";
}

/// <summary>Both plans of one round.</summary>
public sealed record RetentionPlans(RetentionPlan Documents, IReadOnlyList<PlannedContract> Contracts);
