using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Database;
using Digitize.Storage;

namespace Digitize.Processing;

/// <summary>The blobs that one attempt writes for documents that do not exist yet. Where no row came of it they are removed again; what a crash leaves behind goes with the orphans.</summary>
internal sealed class NewBlobs(EncryptedBlobs blobs, IBlobStore store, RandomNumberGenerator random)
{
    private readonly List<BlobKey> _written = [];

    /// <param name="content">Owned.</param>
    internal async Task<NewBlob> StoreAsync(DocumentKeys keys, Stream content, CancellationToken cancel)
    {
        await using (content)
        {
            var blob = BlobKey.New(keys.Account, random);
            _written.Add(blob);
            return new NewBlob(blob, await blobs.WriteAsync(keys, blob, content, cancel));
        }
    }

    /// <summary>The same bytes under other keys; null where there are none.</summary>
    internal async Task<BlobKey?> MoveAsync(DocumentKeys from, DocumentKeys to, BlobKey? blob, CancellationToken cancel) =>
        blob is { } known ? (await StoreAsync(to, await blobs.OpenAsync(from, known, cancel), cancel)).Key : null;

    /// <param name="isTaken">Whether a row has the first of them: when the connection broke during the commit, only the rows can tell whether it happened.</param>
    internal async Task RemoveUnlessAsync(DigitizeDatabase database, Func<DigitizeDb, BlobKey, Task<bool>> isTaken)
    {
        await using var db = database.Open(CurrentAccount.Everyone);
        if (_written.Count == 0 || await isTaken(db, _written[0]))
        {
            return;
        }

        foreach (var blob in _written)
        {
            await store.DeleteAsync(blob, CancellationToken.None);
        }
    }
}

/// <summary>A blob that was written, and what the store says of it.</summary>
internal sealed record NewBlob(BlobKey Key, BlobReceipt Receipt);
