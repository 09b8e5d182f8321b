namespace Digitize.Storage;

public sealed record BlobReceipt(long Length, byte[] Sha256);

public sealed record StoredBlob(BlobKey Key, long Length, DateTimeOffset WrittenAt);

public interface IBlobStore
{
    Task<BlobReceipt> WriteAsync(BlobKey key, Stream content, CancellationToken cancel);

    Task<Stream> OpenAsync(BlobKey key, CancellationToken cancel);

    Task<bool> DeleteAsync(BlobKey key, CancellationToken cancel);

    IAsyncEnumerable<StoredBlob> ListAsync(string prefix, CancellationToken cancel);

    long? FreeBytes { get; }
}
