using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Exports;

/// <summary>What is stored about an account besides its documents; no hash, no seed, no key.</summary>
internal sealed record AccountFacts(
    string Id, string Name, DateTimeOffset CreatedAt, DateOnly? ContractEndsOn, IReadOnlyList<PersonFacts> People, IReadOnlyList<KeyFacts> ApiKeys, IReadOnlyList<TypeFacts> DocumentTypes, IReadOnlyList<HoldFacts> LegalHolds,
    IReadOnlyList<LinkFacts> ShareLinks)
{
    internal static async Task<AccountFacts> ReadAsync(DigitizeDb db, Account account, CancellationToken cancel) => new(
        account.Id.ToString(), account.Name, account.CreatedAt,
        await db.ContractEnds.Where(row => row.AccountId == account.Id).Select(row => (DateOnly?)row.EndsOn).SingleOrDefaultAsync(cancel),
        await (from place in db.Set<Membership>()
               where place.AccountId == account.Id
               join user in db.Set<User>() on place.UserId equals user.Id
               orderby user.Login
               select new PersonFacts(user.Id.ToString(), user.Login, place.Role, user.CreatedAt, place.DisabledAt ?? user.DisabledAt)).ToListAsync(cancel),
        await db.Set<ApiKey>().Where(row => row.AccountId == account.Id).OrderBy(row => row.CreatedAt).Select(row => new KeyFacts(row.Id, row.Granted, row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedOn)).ToListAsync(cancel),
        await db.DocumentTypes.Where(row => row.AccountId == account.Id).OrderBy(row => row.Key).Select(row => new TypeFacts(row.Name, row.KeepMonths)).ToListAsync(cancel),
        await db.LegalHolds.Where(row => row.AccountId == account.Id).OrderBy(row => row.PlacedAt).Select(row => new HoldFacts(row.DocumentId == null ? null : row.DocumentId.ToString(), row.Reason, row.PlacedAt, row.ReleasedAt)).ToListAsync(cancel),
        await db.ShareLinks.Where(row => row.AccountId == account.Id).OrderBy(row => row.Id).Select(row => new LinkFacts(row.DocumentId.ToString(), row.CreatedBy, row.CreatedAt, row.ExpiresAt, row.MostFetches, row.Fetches, row.WithdrawnAt)).ToListAsync(cancel));
}

internal sealed record PersonFacts(string Id, string Login, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt);

internal sealed record KeyFacts(string Id, Permissions Granted, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateOnly? LastUsedOn);

internal sealed record TypeFacts(string Name, int? KeepMonths);

/// <param name="Document">Null for all of the account.</param>
internal sealed record HoldFacts(string? Document, string Reason, DateTimeOffset PlacedAt, DateTimeOffset? ReleasedAt);

/// <summary>By which a document was shared; nothing that opens it.</summary>
internal sealed record LinkFacts(string Document, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int MostFetches, int Fetches, DateTimeOffset? WithdrawnAt);

/// <summary>What is known of a document.</summary>
internal sealed record DocumentFacts(
    string Id, string Title, string FileName, string Source, string Languages, DocumentState State, int? Pages, double? MeanConfidence, DateTimeOffset ReceivedAt, DateTimeOffset? FinishedAt, DateTimeOffset? PurgeAfter,
    string? Type, DateOnly? DatedOn, IReadOnlyList<string> Tags, DateTimeOffset? RestrictedAt, string? RestrictionReason, string OriginalSha256, long OriginalBytes, int? CurrentVersion, IReadOnlyList<VersionFacts> Versions)
{
    internal static async Task<DocumentFacts> ReadAsync(DigitizeDb db, Document document, IReadOnlyList<DocumentVersion> versions, IReadOnlyDictionary<BlobKey, string> files, CancellationToken cancel) => new(
        document.Id.ToString(), document.Title, document.FileName, document.Source, document.Languages, document.State, document.PageCount, document.MeanConfidence, document.ReceivedAt, document.FinishedAt, document.PurgeAfter,
        document.Type is { } type ? await db.DocumentTypes.Where(row => row.Id == type).Select(row => row.Name).SingleOrDefaultAsync(cancel) : null,
        document.DatedOn,
        await db.Tags.Where(row => row.DocumentId == document.Id).OrderBy(row => row.Key).Select(row => row.Name).ToListAsync(cancel),
        document.RestrictedAt, document.RestrictionReason, Convert.ToHexStringLower(document.OriginalSha256), document.OriginalLength, document.CurrentVersion,
        [.. versions.Select(version => new VersionFacts(version.Number, version.Reason, version.MadeBy, version.Title, version.Languages, version.Pages, version.CreatedAt, version.IsPdfA, Convert.ToHexStringLower(version.PdfSha256), files[version.PdfBlob]))]);
}

/// <param name="File">Beside the facts.</param>
internal sealed record VersionFacts(int Number, string Reason, string? MadeBy, string Title, string Languages, int Pages, DateTimeOffset CreatedAt, bool IsPdfA, string Sha256, string File);
