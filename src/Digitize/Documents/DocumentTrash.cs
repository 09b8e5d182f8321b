using Digitize.Accounts;
using Digitize.Database;
using Digitize.Privacy;

namespace Digitize.Documents;

/// <summary>Deleting and taking it back. Nothing is lost before the time to purge has come.</summary>
/// <param name="keep">How long a deleted document can be taken back; null for <see cref="Keep"/>.</param>
public sealed class DocumentTrash(DigitizeDatabase database, AuditLog audit, TimeProvider time, TimeSpan? keep = null)
{
    /// <summary>How long a deleted document can be taken back where nothing else is set.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(30);

    /// <summary>How long a deleted document can be taken back.</summary>
    public TimeSpan KeptFor { get; } = keep ?? Keep;

    /// <summary>False when there is no such document of the account, it lies in the trash already, or a legal hold lies on it.</summary>
    public Task<bool> DeleteAsync(AccountId account, DocumentId document, Actor by, CancellationToken cancel) =>
        ChangeAsync(account, AuditEvent.Of(by, AuditAction.DocumentTrashed, document), db => Transitions.TrashAsync(db, document, time.GetUtcNow() + KeptFor, time.GetUtcNow()), cancel);

    /// <summary>False when it does not lie in the account's trash.</summary>
    public Task<bool> RestoreAsync(AccountId account, DocumentId document, Actor by, CancellationToken cancel) =>
        ChangeAsync(account, AuditEvent.Of(by, AuditAction.DocumentRestored, document), db => Transitions.RestoreAsync(db, document, time.GetUtcNow() + KeptFor, time.GetUtcNow()), cancel);

    private Task<bool> ChangeAsync(AccountId account, AuditEvent told, Func<DigitizeDb, Task<bool>> change, CancellationToken cancel) =>
        database.WriteAsync(CurrentAccount.Of(account), async db =>
        {
            var isChanged = await change(db);
            if (isChanged)
            {
                await audit.AppendAsync(db, account, told, cancel);
            }

            return isChanged;
        }, cancel);
}
