using Digitize.Documents;
using Digitize.Pages.Recognition;
using Digitize.Storage;

namespace Digitize.Web.Api;

/// <summary>The words of one page with their places, out of the blob store.</summary>
internal static class PageWords
{
    /// <summary>JSON as <see cref="RecognizedPageJson"/> writes it. Null when the page has none: it kept its own text, is empty, or could not be read.</summary>
    public static async Task<byte[]?> ReadJsonAsync(EncryptedBlobs blobs, DocumentKeys keys, Page page, CancellationToken cancel)
    {
        if (page.WordsBlob is not { } blob)
        {
            return null;
        }

        await using var stream = await blobs.OpenAsync(keys, blob, cancel);
        using var words = new MemoryStream();
        await stream.CopyToAsync(words, cancel);
        return words.ToArray();
    }

    public static async Task<RecognizedPage?> ReadAsync(EncryptedBlobs blobs, DocumentKeys keys, Page page, CancellationToken cancel) =>
        await ReadJsonAsync(blobs, keys, page, cancel) is { } json ? RecognizedPageJson.Read(json) : null;
}
