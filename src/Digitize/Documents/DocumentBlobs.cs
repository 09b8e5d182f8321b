using Digitize.Database;
using Digitize.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Documents;

/// <summary>From a document's row to the keys that open its bytes.</summary>
internal static class DocumentBlobs
{
    internal static async Task<DocumentKeys?> KeysAsync(DigitizeDb db, DocumentId id, CancellationToken cancel)
    {
        var row = await (from document in db.AllDocuments
                         join account in db.Accounts on document.AccountId equals account.Id
                         where document.Id == id
                         select new { document.AccountId, AccountKey = account.WrappedKey, DocumentKey = document.WrappedKey }).SingleOrDefaultAsync(cancel);
        return row is null ? null : new DocumentKeys(row.AccountId.ToString(), id.ToString(), row.AccountKey, row.DocumentKey);
    }
}
