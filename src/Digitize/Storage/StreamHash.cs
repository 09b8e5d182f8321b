using System.Buffers;
using System.Security.Cryptography;

namespace Digitize.Storage;

/// <summary>
/// SHA-256 of a stream, read in large pieces. The framework's own way takes four kilobytes at a time, each of which is a change of threads where the stream is a file.
/// </summary>
internal static class StreamHash
{
    private const int PieceBytes = 256 * 1024;

    /// <returns>The 32 bytes over what was left in the stream, which is at its end afterwards.</returns>
    internal static async Task<byte[]> Sha256Async(Stream content, CancellationToken cancel)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(piece, cancel)) > 0)
            {
                sha.AppendData(piece, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece, clearArray: true);
        }

        return sha.GetHashAndReset();
    }
}
