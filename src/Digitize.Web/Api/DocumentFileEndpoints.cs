using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Pages.Recognition;
using Digitize.Privacy;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Digitize.Web.Api;

/// <summary>The bytes of a document. Always an attachment of a type that we chose, in a sandbox: a letter never runs in the service's origin.</summary>
internal static class DocumentFileEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var file = routes.MapGroup("/api/v1/documents/{id}").Needs(Permissions.ReadDocuments).ExplainsRestriction();
        file.MapGet("/pdf", PdfAsync).Reads(AuditAction.PdfRead).WithName("getPdf").WithSummary("The searchable PDF.").Produces(200, contentType: "application/pdf");
        file.MapGet("/original", OriginalAsync).Reads(AuditAction.OriginalRead).WithName("getOriginal").WithSummary("The file as it was sent in.").Produces(200, contentType: "application/octet-stream");
        file.MapGet("/text", TextAsync).Reads(AuditAction.TextRead).WithName("getText").WithSummary("Plain text, a form feed between pages.").Produces(200, contentType: "text/plain");
        file.MapGet("/hocr", HocrAsync).Reads(AuditAction.HocrRead).WithName("getHocr").WithSummary("Words and places as hOCR.").Produces(200, contentType: "application/xhtml+xml");
        file.MapGet("/json", JsonAsync).Reads(AuditAction.JsonRead).WithName("getJson").WithSummary("Words, places and confidences of all pages.").Produces(200, contentType: "application/json");
        file.MapGet("/pages/{page}", PageAsync).Reads(AuditAction.WordsRead).WithName("getPageWords").WithSummary("Words, places and confidences of one page.").Produces(200, contentType: "application/json");
    }

    private static async Task<IResult> PdfAsync(string id, int? version, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (await documents.VersionAsync(document.Id, version ?? document.CurrentVersion, cancel) is not { } found)
        {
            return version is null ? new Problem(ProblemTypes.NotReadyYet, $"The document is {document.State}.") : new Problem(ProblemTypes.NotFound);
        }

        return await BlobAsync(documents, blobs, context, document, found.PdfBlob, "application/pdf", Path.ChangeExtension(document.FileName, ".pdf"), found.PdfSha256, found.CreatedAt, cancel);
    }

    private static async Task<IResult> OriginalAsync(string id, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel) =>
        await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is { } document
            ? await BlobAsync(documents, blobs, context, document, document.OriginalBlob, TypeOf(document.Format), document.FileName, document.OriginalSha256, document.ReceivedAt, cancel)
            : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> TextAsync(string id, DocumentQueries documents, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (document.CurrentVersion is null)
        {
            return new Problem(ProblemTypes.NotReadyYet, $"The document is {document.State}.");
        }

        var pages = await documents.TextAsync(document.Id, cancel) ?? [];
        return Made(context, document, string.Join('\f', pages.Select(page => page.Text)), "text/plain; charset=utf-8", ".txt");
    }

    private static async Task<IResult> HocrAsync(string id, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var pages = new List<(PageNumber, RecognizedPage)>();
        await foreach (var (page, words) in WordsAsync(documents, blobs, document, cancel))
        {
            pages.Add((page.Number, RecognizedPageJson.Read(words)));
        }

        var languages = LanguageSet.TryParse(document.Languages) ?? LanguageSet.Default;
        return document.CurrentVersion is null
            ? new Problem(ProblemTypes.NotReadyYet, $"The document is {document.State}.")
            : Made(context, document, HocrWriter.Write(pages, languages), "application/xhtml+xml; charset=utf-8", ".hocr");
    }

    private static async Task<IResult> JsonAsync(string id, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("version", RecognizedPageJson.Version);
            json.WriteString("document", document.Id.Value);
            json.WriteStartArray("pages");
            await foreach (var (page, words) in WordsAsync(documents, blobs, document, cancel))
            {
                json.WriteStartObject();
                json.WriteNumber("number", page.Number.Value);
                json.WritePropertyName("words");
                json.WriteRawValue(words);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Made(context, document, Encoding.UTF8.GetString(body.ToArray()), "application/json", ".json");
    }

    private static async Task<IResult> PageAsync(string id, string page, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var found = (await documents.PagesAsync(document.Id, cancel)).SingleOrDefault(row => row.Number.ToString() == page);
        if (found is not null && await documents.KeysAsync(document.Id, cancel) is { } keys && await PageWords.ReadJsonAsync(blobs, keys, found, cancel) is { } words)
        {
            return Made(context, document, Encoding.UTF8.GetString(words), "application/json", $"-{page}.json");
        }

        return new Problem(ProblemTypes.NotFound);
    }

    private static async IAsyncEnumerable<(Page Page, byte[] Words)> WordsAsync(
        DocumentQueries documents, EncryptedBlobs blobs, Document document, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (await documents.KeysAsync(document.Id, cancel) is not { } keys)
        {
            yield break;
        }

        foreach (var page in await documents.PagesAsync(document.Id, cancel))
        {
            if (await PageWords.ReadJsonAsync(blobs, keys, page, cancel) is { } words)
            {
                yield return (page, words);
            }
        }
    }

    private static async Task<IResult> BlobAsync(
        DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, Document document, BlobKey blob, string type, string name, byte[] sha256, DateTimeOffset at, CancellationToken cancel)
    {
        if (await documents.KeysAsync(document.Id, cancel) is not { } keys)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var stream = await blobs.OpenAsync(keys, blob, cancel);
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
        return TypedResults.File(stream, type, name, at, Tag(sha256), enableRangeProcessing: true);
    }

    private static FileContentHttpResult Made(HttpContext context, Document document, string content, string type, string extension)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
        var name = Path.GetFileNameWithoutExtension(document.FileName) + extension;
        return TypedResults.File(bytes, type, name, enableRangeProcessing: true, document.FinishedAt ?? document.ReceivedAt, Tag(SHA256.HashData(bytes)));
    }

    private static EntityTagHeaderValue Tag(byte[] sha256) => new($"\"{Convert.ToHexStringLower(sha256)}\"");

    /// <summary>From the bytes, never from what the sender claimed.</summary>
    private static string TypeOf(FileFormat? format) => format switch
    {
        FileFormat.Pdf => "application/pdf",
        FileFormat.Tiff => "image/tiff",
        FileFormat.Jpeg => "image/jpeg",
        FileFormat.Png => "image/png",
        FileFormat.WebP => "image/webp",
        FileFormat.Bmp => "image/bmp",
        FileFormat.Gif => "image/gif",
        FileFormat.Jpeg2000 => "image/jp2",
        FileFormat.Heic => "image/heic",
        _ => "application/octet-stream",
    };
}
