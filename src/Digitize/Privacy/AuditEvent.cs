using Digitize.Accounts;
using Digitize.Documents;

namespace Digitize.Privacy;

/// <summary>What is to be written into a chain: who did what to which thing, and why.</summary>
public sealed record AuditEvent(Actor By, AuditAction Action)
{
    public AuditObject? ObjectKind { get; init; }

    public string? ObjectId { get; init; }

    /// <inheritdoc cref="AuditEntry.Reason"/>
    public string? Reason { get; init; }

    public AuditOutcome Outcome { get; init; } = AuditOutcome.Done;

    /// <summary>Encrypted before it is written. Of a document nothing that is in it or names it: that has to go when the document goes, and an entry stays.</summary>
    public IReadOnlyDictionary<string, string>? Details { get; init; }

    public static AuditEvent Of(Actor by, AuditAction action, DocumentId document) => new(by, action) { ObjectKind = AuditObject.Document, ObjectId = document.ToString() };

    public static AuditEvent Of(Actor by, AuditAction action, UserId user) => new(by, action) { ObjectKind = AuditObject.User, ObjectId = user.ToString() };

    public static AuditEvent Of(Actor by, AuditAction action, AccountId account) => new(by, action) { ObjectKind = AuditObject.Account, ObjectId = account.ToString() };

    public static AuditEvent Of(Actor by, AuditAction action, DocumentTypeId type) => new(by, action) { ObjectKind = AuditObject.DocumentType, ObjectId = type.ToString() };

    public static AuditEvent OfKey(Actor by, AuditAction action, string key) => new(by, action) { ObjectKind = AuditObject.ApiKey, ObjectId = key };

    public AuditEvent With(params (string Name, string Value)[] details) => this with { Details = details.ToDictionary(pair => pair.Name, pair => pair.Value) };
}
