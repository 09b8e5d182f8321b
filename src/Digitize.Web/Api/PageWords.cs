using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Recognition;
using Digitize.Storage;

namespace Digitize.Web.Api;

/// <summary>The words of one page with their places, out of the blob store.</summary>
internal static class PageWords
{
    /// <summary>JSON as <see cref="RecognizedPageJson"/> writes it, turned as the page is shown. Null when the page has none: it is empty, or could not be read.</summary>
    public static async Task<byte[]?> ReadJsonAsync(EncryptedBlobs blobs, DocumentKeys keys, PageWordsPlace place, CancellationToken cancel)
    {
        if (place.Blob is not { } blob)
        {
            return null;
        }

        await using var stream = await blobs.OpenAsync(keys, blob, cancel);
        using var words = new MemoryStream();
        await stream.CopyToAsync(words, cancel);
        return place.Turn == QuarterTurn.None ? words.ToArray() : RecognizedPageJson.Write(RecognizedPageJson.Read(words.ToArray()).Turned(place.Turn));
    }

    public static async Task<RecognizedPage?> ReadAsync(EncryptedBlobs blobs, DocumentKeys keys, PageWordsPlace place, CancellationToken cancel) =>
        await ReadJsonAsync(blobs, keys, place, cancel) is { } json ? RecognizedPageJson.Read(json) : null;
}
