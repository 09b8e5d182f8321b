using System.Security.Cryptography;
using System.Text;

namespace Digitize.Storage;

/// <summary>
/// Blobs that only their document's key opens. Master key → account key → document key → a key of each blob: forgetting the wrapped key of a document makes all its blobs unreadable wherever copies of them lie.
/// Temporary blobs go the same way, so nothing half-processed lies about in the clear.
/// </summary>
public sealed class EncryptedBlobs(IBlobStore store, MasterKey master, RandomNumberGenerator random)
{
    /// <summary>A new account's key, wrapped, to be kept in the account's row.</summary>
    public byte[] NewAccountKey(string account)
    {
        var key = NewKey();
        try
        {
            return master.Wrap(key, ContextOf(account));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>A new document's key, wrapped by the account's, to be kept in the document's row.</summary>
    /// <exception cref="CryptographicException">The account's key is not this account's, or of another master key.</exception>
    public byte[] NewDocumentKey(string account, byte[] accountKey, string document)
    {
        var outer = master.Unwrap(accountKey, ContextOf(account));
        var key = NewKey();
        try
        {
            return KeyWrap.Wrap(outer, key, ContextOf(account, document));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(outer);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>A key of 32 bytes for one purpose, made from the account's: it is gone when that is. The caller clears it.</summary>
    /// <exception cref="CryptographicException">The account's key is not this account's, or of another master key.</exception>
    internal byte[] AccountKeyFor(string purpose, string account, byte[] accountKey)
    {
        var outer = master.Unwrap(accountKey, ContextOf(account));
        try
        {
            return HKDF.Expand(HashAlgorithmName.SHA256, outer, KeyWrap.KeyBytes, System.Text.Encoding.UTF8.GetBytes($"digitize {purpose} v1"));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(outer);
        }
    }

    /// <summary>The account's key, wrapped by this master key instead of the one before. The key itself stays, so no document key and no blob changes.</summary>
    /// <exception cref="CryptographicException">It was not wrapped by the master key before, or not for this account.</exception>
    public byte[] Rewrap(string account, byte[] accountKey, MasterKey before)
    {
        var key = before.Unwrap(accountKey, ContextOf(account));
        try
        {
            return master.Wrap(key, ContextOf(account));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Reads the plain bytes to their end; the caller keeps the stream. The receipt is for the plain bytes.</summary>
    /// <exception cref="IOException">As in <see cref="IBlobStore.WriteAsync"/>.</exception>
    public async Task<BlobReceipt> WriteAsync(DocumentKeys keys, BlobKey key, Stream plain, CancellationToken cancel)
    {
        using var cipher = WithDocumentKey(keys, documentKey => BlobCipher.ForWriting(documentKey, keys, key, random));
        await using var encrypting = new EncryptingStream(plain, cipher);
        await store.WriteAsync(key, encrypting, cancel);
        return encrypting.PlainReceipt();
    }

    /// <summary>A seekable stream of the plain bytes, which the caller disposes.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    /// <exception cref="CryptographicException">Now or while reading: the blob was changed, cut, or is another one's.</exception>
    public async Task<Stream> OpenAsync(DocumentKeys keys, BlobKey key, CancellationToken cancel)
    {
        var blob = await store.OpenAsync(key, cancel);
        BlobCipher? cipher = null;
        try
        {
            var header = new byte[BlobCipher.HeaderBytes];
            if (await blob.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancel) < header.Length)
                throw new CryptographicException($"The blob {key} was cut.");
            cipher = WithDocumentKey(keys, documentKey => BlobCipher.ForReading(documentKey, header, keys, key));
            return await DecryptingStream.OpenAsync(blob, cipher, cancel);
        }
        catch
        {
            cipher?.Dispose();
            await blob.DisposeAsync();
            throw;
        }
    }

    /// <summary>The document's key, unwrapped for all that is to be opened with it; the caller disposes it.</summary>
    /// <exception cref="CryptographicException">The keys are not this document's, or of another master key.</exception>
    internal UnlockedDocument Unlock(DocumentKeys keys) => WithDocumentKey(keys, key => new UnlockedDocument(keys, [.. key]));

    /// <summary>
    /// A few bytes that only the document's key opens, for a place that is not the blob store: <c>nonce (12) | cipher text | tag (16)</c>, AES-256-GCM under a key derived for <paramref name="purpose"/>.
    /// </summary>
    internal byte[] Seal(DocumentKeys keys, string purpose, ReadOnlySpan<byte> plain)
    {
        using var unlocked = Unlock(keys);
        return unlocked.Seal(purpose, plain, random);
    }

    /// <summary>What was sealed for the same document and purpose.</summary>
    /// <exception cref="CryptographicException">It was changed, cut, or sealed for another.</exception>
    internal byte[] Unseal(DocumentKeys keys, string purpose, ReadOnlySpan<byte> sealedBytes)
    {
        using var unlocked = Unlock(keys);
        return unlocked.Unseal(purpose, sealedBytes);
    }

    internal static string ContextOf(string account) => KeyWrap.Context("account", account);

    private static string ContextOf(string account, string document) => KeyWrap.Context("document", account, document);

    private byte[] NewKey()
    {
        var key = new byte[KeyWrap.KeyBytes];
        random.GetBytes(key);
        return key;
    }

    private T WithDocumentKey<T>(DocumentKeys keys, Func<byte[], T> make)
    {
        var accountKey = master.Unwrap(keys.WrappedAccountKey, ContextOf(keys.Account));
        byte[]? documentKey = null;
        try
        {
            documentKey = KeyWrap.Unwrap(accountKey, keys.WrappedDocumentKey, ContextOf(keys.Account, keys.Document));
            return make(documentKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(accountKey);
            CryptographicOperations.ZeroMemory(documentKey);
        }
    }
}

/// <summary>Whose blobs, and the wrapped keys from the rows of the account and the document.</summary>
public sealed record DocumentKeys(string Account, string Document, byte[] WrappedAccountKey, byte[] WrappedDocumentKey)
{
    /// <summary>Wrapped or not, keys have no place in a log.</summary>
    public override string ToString() => $"{Account}/{Document}";
}
