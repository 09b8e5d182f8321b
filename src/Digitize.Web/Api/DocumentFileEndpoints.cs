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
        var (found, no) = await FindAsync(documents, id, version, cancel);
        if (found is null)
        {
            return no!;
        }

        var pdf = found.Version;
        return await BlobAsync(documents, blobs, context, found.Document, pdf.PdfBlob, "application/pdf", Path.ChangeExtension(found.Document.FileName, ".pdf"), pdf.PdfSha256, pdf.CreatedAt, cancel);
    }

    private static async Task<IResult> OriginalAsync(string id, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel) =>
        await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is { } document
            ? await BlobAsync(documents, blobs, context, document, document.OriginalBlob, TypeOf(document.Format), document.FileName, document.OriginalSha256, document.ReceivedAt, cancel)
            : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> TextAsync(string id, int? version, DocumentQueries documents, HttpContext context, CancellationToken cancel)
    {
        var (found, no) = await FindAsync(documents, id, version, cancel);
        return found is null ? no! : Made(context, found.Document, found.Version.CreatedAt, string.Join('\f', await documents.TextAsync(found.Document.Id, found.Version.Number, cancel)), "text/plain; charset=utf-8", ".txt");
    }

    private static async Task<IResult> HocrAsync(string id, int? version, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        var (found, no) = await FindAsync(documents, id, version, cancel);
        if (found is null)
        {
            return no!;
        }

        var pages = new List<(PageNumber, RecognizedPage)>();
        await foreach (var (page, words) in WordsAsync(documents, blobs, found, cancel))
        {
            pages.Add((page, RecognizedPageJson.Read(words)));
        }

        var languages = LanguageSet.TryParse(found.Version.Languages) ?? LanguageSet.Default;
        return Made(context, found.Document, found.Version.CreatedAt, HocrWriter.Write(pages, languages), "application/xhtml+xml; charset=utf-8", ".hocr");
    }

    private static async Task<IResult> JsonAsync(string id, int? version, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        var (found, no) = await FindAsync(documents, id, version, cancel);
        if (found is null)
        {
            return no!;
        }

        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteNumber("version", RecognizedPageJson.Version);
            json.WriteString("document", found.Document.Id.Value);
            json.WriteStartArray("pages");
            await foreach (var (page, words) in WordsAsync(documents, blobs, found, cancel))
            {
                json.WriteStartObject();
                json.WriteNumber("number", page.Value);
                json.WritePropertyName("words");
                json.WriteRawValue(words);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Made(context, found.Document, found.Version.CreatedAt, Encoding.UTF8.GetString(body.ToArray()), "application/json", ".json");
    }

    /// <summary>Before there is a version, the words of the pages that have been read by now.</summary>
    private static async Task<IResult> PageAsync(string id, string page, int? version, DocumentQueries documents, EncryptedBlobs blobs, HttpContext context, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document || await documents.KeysAsync(document.Id, cancel) is not { } keys)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var number = version ?? document.CurrentVersion;
        var found = number is null ? null : await documents.VersionAsync(document.Id, number, cancel);
        var place = (number is null) == (found is null) ? (await documents.WordsAsync(document.Id, number, cancel)).SingleOrDefault(each => each.Page.ToString() == page) : null;
        return place is not null && await PageWords.ReadJsonAsync(blobs, keys, place, cancel) is { } words
            ? Made(context, document, found?.CreatedAt ?? document.ReceivedAt, Encoding.UTF8.GetString(words), "application/json", $"-{page}.json")
            : new Problem(ProblemTypes.NotFound);
    }

    /// <param name="version">Null for the one that is shown.</param>
    /// <returns>Either what was asked for, or why not.</returns>
    private static async Task<(Found? Found, Problem? No)> FindAsync(DocumentQueries documents, string id, int? version, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document)
        {
            return (null, new Problem(ProblemTypes.NotFound));
        }

        if (await documents.VersionAsync(document.Id, version ?? document.CurrentVersion, cancel) is { } found)
        {
            return (new Found(document, found), null);
        }

        return (null, version is null ? new Problem(ProblemTypes.NotReadyYet, $"The document is {document.State}.") : new Problem(ProblemTypes.NotFound));
    }

    private static async IAsyncEnumerable<(PageNumber Page, byte[] Words)> WordsAsync(
        DocumentQueries documents, EncryptedBlobs blobs, Found found, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        if (await documents.KeysAsync(found.Document.Id, cancel) is not { } keys)
        {
            yield break;
        }

        foreach (var place in await documents.WordsAsync(found.Document.Id, found.Version.Number, cancel))
        {
            if (await PageWords.ReadJsonAsync(blobs, keys, place, cancel) is { } words)
            {
                yield return (place.Page, words);
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

    private static FileContentHttpResult Made(HttpContext context, Document document, DateTimeOffset at, string content, string type, string extension)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
        var name = Path.GetFileNameWithoutExtension(document.FileName) + extension;
        return TypedResults.File(bytes, type, name, enableRangeProcessing: true, at, Tag(SHA256.HashData(bytes)));
    }

    private static EntityTagHeaderValue Tag(byte[] sha256) => new($"\"{Convert.ToHexStringLower(sha256)}\"");

    /// <summary>From the bytes, never from what the sender claimed.</summary>
    private static string TypeOf(FileFormat? format) => format is { } known ? MediaTypes.Of(known) : "application/octet-stream";

    private sealed record Found(Document Document, DocumentVersion Version);
}
