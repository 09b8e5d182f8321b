using System.Text.Json;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Retention;

namespace Digitize.Web.Api;

/// <summary>Why something is done, for the record.</summary>
public sealed record ReasonRequest(string? Reason);

/// <summary>Places a hold on one document, or without one on all of the account.</summary>
public sealed record HoldRequest(Guid? Document, string? Reason);

/// <summary>A legal hold; it stays in the list when it was released.</summary>
public sealed record HoldAnswer(Guid Id, Guid? Document, string Reason, string PlacedBy, DateTimeOffset PlacedAt, string? ReleasedBy, DateTimeOffset? ReleasedAt)
{
    internal static HoldAnswer Of(LegalHold row) => new(row.Id.Value, row.DocumentId?.Value, row.Reason, row.PlacedBy, row.PlacedAt, row.ReleasedBy, row.ReleasedAt);
}

/// <summary>Since when a document is kept and nothing more, and why.</summary>
public sealed record RestrictionAnswer(DateTimeOffset At, string? By, string? Reason)
{
    internal static RestrictionAnswer? Of(Document row) => row.RestrictedAt is { } at ? new RestrictionAnswer(at, row.RestrictedBy, row.RestrictionReason) : null;
}

/// <summary>A type of documents; without a number of months it is kept without limit.</summary>
public sealed record TypeRequest(string? Name, int? KeepMonths);

/// <summary>A type of documents, and after how many months they go to the trash.</summary>
public sealed record TypeAnswer(Guid Id, string Name, int? KeepMonths)
{
    internal static TypeAnswer Of(DocumentType row) => new(row.Id.Value, row.Name, row.KeepMonths);
}

/// <summary>Ends a contract; without a day for the documents they go after the usual time.</summary>
public sealed record ContractEndRequest(DateOnly? On, DateOnly? EraseOn);

/// <summary>The end of a contract, and what comes next of it.</summary>
public sealed record ContractEndAnswer(DateOnly EndsOn, DateOnly? EraseOn, DateTimeOffset RequestedAt, DateTimeOffset? AnnouncedAt, DateTimeOffset? ErasedAt, DateTimeOffset NextAt, string Sentence)
{
    internal static ContractEndAnswer Of(ContractEnd row, ContractDecision next) => new(row.EndsOn, row.EraseOn, row.RequestedAt, row.AnnouncedAt, row.ErasedAt, next.NextAt, next.Sentence);
}

/// <summary>What the next round of retention does: documents whose time is over, how many stay and why, and the contract if it ends.</summary>
public sealed record RetentionPreviewAnswer(IReadOnlyList<DueDocumentAnswer> Due, int ToTrash, IReadOnlyDictionary<string, int> Kept, bool IsCut, PlannedContractAnswer? Contract)
{
    internal static RetentionPreviewAnswer Of(RetentionPlans plans) => new(
        [.. plans.Documents.Due.Select(DueDocumentAnswer.Of)], plans.Documents.Trashed,
        plans.Documents.Kept.ToDictionary(entry => JsonNamingPolicy.CamelCase.ConvertName(entry.Key.ToString()), entry => entry.Value), plans.Documents.IsCut,
        plans.Contracts is [var contract] ? new PlannedContractAnswer(contract.Decision.NextAt, contract.Sentence) : null);
}

/// <summary>A document whose time is over. It goes to the trash, or stays for the reason in the sentence.</summary>
public sealed record DueDocumentAnswer(Guid Document, string Type, DateOnly? DueOn, bool GoesToTrash, string Sentence)
{
    internal static DueDocumentAnswer Of(PlannedDocument planned) =>
        new(planned.Document.Value, planned.Type, planned.Decision.DueOn, planned.Decision is RetentionDecision.Trash, planned.Decision.Sentence);
}

/// <summary>What comes next of the end of the contract.</summary>
public sealed record PlannedContractAnswer(DateTimeOffset NextAt, string Sentence);
