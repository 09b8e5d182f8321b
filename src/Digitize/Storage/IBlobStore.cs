namespace Digitize.Storage;

/// <summary>
/// Where files are kept: write once, read often, delete. A blob is there whole or not at all, and once <see cref="WriteAsync"/> has returned it outlives a power cut.
/// A full disk or a store that cannot be reached is an <see cref="IOException"/>: the world misbehaved, try again later.
/// </summary>
public interface IBlobStore
{
    /// <summary>Reads the content to its end; the caller keeps and disposes it. The receipt is for the bytes as stored.</summary>
    /// <exception cref="IOException">The key exists already, there is no room, or the store failed. Nothing of the blob is left then.</exception>
    Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel);

    /// <summary>A seekable stream of known length, which the caller disposes.</summary>
    /// <exception cref="FileNotFoundException">There is no such blob.</exception>
    Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel);

    /// <summary>False when it was not there.</summary>
    Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel);

    /// <summary>All blobs whose key starts with the prefix, in no special order; every blob when it is empty. Half-written ones are not listed.</summary>
    IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel);

    /// <summary>Room that is left; null where that has no meaning.</summary>
    long? FreeBytes { get; }
}

/// <summary>What was written: its length in bytes and its SHA-256.</summary>
public sealed record BlobReceipt(long Length, byte[] Sha256);

/// <summary>A blob as it lies in the store, by the store's clock.</summary>
public sealed record StoredBlob(BlobKey Key, long Length, DateTimeOffset WrittenAt);
