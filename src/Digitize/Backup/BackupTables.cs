using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Backup;

/// <summary>Rows of one table that belong to documents.</summary>
internal sealed record DocumentTable(Type Type, Func<DigitizeDb, IReadOnlyList<DocumentId>, CancellationToken, Task<ILookup<DocumentId, object>>> ReadAsync)
{
    internal static DocumentTable Of<T>(Func<DigitizeDb, IReadOnlyList<DocumentId>, IQueryable<T>> rows, Func<T, DocumentId> document)
        where T : class =>
        new(typeof(T), async (db, ids, cancel) => (await rows(db, ids).ToListAsync(cancel)).ToLookup(document, object (row) => row));
}

/// <summary>
/// Which rows a backup holds. Every table is named here, in one of three lists, which a test sees to: what is forgotten is lost with the disk.
/// </summary>
internal static class BackupTables
{
    /// <summary>Goes into the record of the document, which only the document's key opens. In an order in which they can be written again.</summary>
    internal static IReadOnlyList<DocumentTable> OfDocuments { get; } =
    [
        DocumentTable.Of((db, ids) => db.AllDocuments.Where(row => ids.Contains(row.Id)), row => row.Id),
        DocumentTable.Of((db, ids) => db.Versions.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Number), row => row.DocumentId),
        DocumentTable.Of((db, ids) => db.PageReadings.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Version).ThenBy(row => row.Page), row => row.DocumentId),
        DocumentTable.Of((db, ids) => db.VersionPages.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Version).ThenBy(row => row.Number), row => row.DocumentId),
        DocumentTable.Of((db, ids) => db.Pages.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Number), row => row.DocumentId),
        DocumentTable.Of((db, ids) => db.Tags.Where(row => ids.Contains(row.DocumentId)).OrderBy(row => row.Key), row => row.DocumentId),
    ];

    /// <summary>Goes into the record of the installation. In an order in which they can be written again.</summary>
    internal static IReadOnlyList<Type> OfInstallation { get; } = [typeof(Account), typeof(User), typeof(Membership), typeof(ApiKey), typeof(SecondFactor), typeof(RecoveryCode), typeof(Passkey), typeof(ContractEnd), typeof(DocumentType), typeof(LegalHold)];

    /// <summary>Tables of what is made again, or of no worth after a restore, with the reason.</summary>
    internal static IReadOnlyDictionary<string, string> LeftOut { get; } = new Dictionary<string, string>
    {
        ["thumbnails"] = "drawn again when somebody asks",
        ["page_texts"] = "what search looks through, made again from the readings of the version that is shown",
        ["planned_versions"] = "an edit under way is asked for again; the version before it is shown",
        ["work_items"] = "made again for documents that were not finished",
        ["share_links"] = "a link that was withdrawn or used up after the backup must not open again: who shares makes another",
        ["exports"] = "made again when somebody asks",
        ["changes"] = "the feed begins anew with the restored documents",
        ["idempotency"] = "lives for a day",
        ["uploads"] = "an upload that was not finished is sent again",
        ["upload_pieces"] = "the same",
        ["sessions"] = "everybody signs in again",
        ["sign_in_steps"] = "the same",
        ["passkey_challenges"] = "the same",
        ["audit_entries"] = "in files of its own, piece by piece",
        ["installation_secrets"] = "in the key bag",
        ["deletion_ledger"] = "in files of its own, which no restore goes back behind",
        ["vault_states"] = "what is known of the vaults is seen in them",
        ["releases"] = "they last for an hour",
        ["job_leases"] = "those who held them are gone",
        ["workers"] = "say by themselves that they are there",
    };
}
