using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Pages;
using Digitize.Pages.Imaging;
using Digitize.Privacy;
using Digitize.Processing;
using Digitize.Storage;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Digitize.Web.Api;

/// <summary>Pages as pictures. They show what the words' boxes are measured in: a box goes onto a picture times the picture's width over the width that the words tell.</summary>
internal static class PagePictureEndpoints
{
    /// <summary>Part of each tag: to be raised when pages are drawn in another way.</summary>
    private const int Drawing = 1;

    /// <summary>A few widths: whoever asks for each pixel more finds no new work to give us.</summary>
    private static readonly int[] Widths = [400, 800, 1200, 1600];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/api/v1/documents/{id}/pages/{page}").Needs(Permissions.ReadDocuments).ExplainsRestriction();
        page.MapGet("/picture", PictureAsync).Reads(AuditAction.PictureRead).WithName("getPagePicture").WithSummary("One page as a picture, 200 dpi or as wide as width says (400, 800, 1200, 1600).").Produces(200, contentType: "image/jpeg", additionalContentTypes: "image/png");
        page.MapGet("/thumbnail", ThumbnailAsync).Reads(AuditAction.ThumbnailRead).WithName("getPageThumbnail").WithSummary("One page within 320 × 320 pixels.").Produces(200, contentType: "image/jpeg", additionalContentTypes: "image/png");
    }

    private static async Task<IResult> PictureAsync(string id, string page, int? version, int? width, DocumentQueries documents, PagePictures pictures, HttpContext context, CancellationToken cancel)
    {
        if (width is { } asked && !Widths.Contains(asked))
        {
            return new Problem(ProblemTypes.BadRequest, $"width is one of {string.Join(", ", Widths)}.");
        }

        var (found, no) = await FindAsync(documents, id, page, version, cancel);
        if (found is null)
        {
            return no!;
        }

        // Known before it is drawn. Weak: what draws pages may be replaced by an update of the system, and its pictures differ by a byte then.
        var tag = new EntityTagHeaderValue(TagOf(found, width), isWeak: true);
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)))
        {
            context.Response.GetTypedHeaders().ETag = tag;
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var bounds = width is { } most ? DrawingBounds.Picture with { MostWidth = most } : DrawingBounds.Picture;
        var result = await pictures.DrawAsync(found.Keys, found.Version, found.Page, bounds, cancel);
        return Answer(result, found, "", tag, isKept: false, context);
    }

    private static async Task<IResult> ThumbnailAsync(string id, string page, int? version, DocumentQueries documents, PagePictures pictures, HttpContext context, CancellationToken cancel)
    {
        var (found, no) = await FindAsync(documents, id, page, version, cancel);
        if (found is null)
        {
            return no!;
        }

        var result = await pictures.ThumbnailAsync(found.Keys, found.Version, found.Page, cancel);
        var tag = result is PictureResult.Drawn drawn ? new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(drawn.Bytes))}\"") : null;
        return Answer(result, found, "-small", tag, isKept: true, context);
    }

    /// <returns>Either what was asked for, or why not.</returns>
    private static async Task<(Found? Found, Problem? No)> FindAsync(DocumentQueries documents, string id, string page, int? version, CancellationToken cancel)
    {
        if (await DocumentEndpoints.FindAsync(documents, id, cancel) is not { } document || await documents.KeysAsync(document.Id, cancel) is not { } keys)
        {
            return (null, new Problem(ProblemTypes.NotFound));
        }

        if (await documents.VersionAsync(document.Id, version ?? document.CurrentVersion, cancel) is not { } shown)
        {
            return (null, version is null ? new Problem(ProblemTypes.NotReadyYet, $"The document is {document.State}.") : new Problem(ProblemTypes.NotFound));
        }

        return int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= shown.Pages
            ? (new Found(document, shown, new PageNumber(number), keys), null)
            : (null, new Problem(ProblemTypes.NotFound));
    }

    /// <param name="isKept">The same bytes come the next time: a part of them makes sense.</param>
    private static IResult Answer(PictureResult result, Found found, string suffix, EntityTagHeaderValue? tag, bool isKept, HttpContext context)
    {
        switch (result)
        {
            case PictureResult.Refused refused:
                return new Problem(ProblemTypes.For(refused.Reason.Code), refused.Reason.Detail);
            case PictureResult.Drawn drawn:
                context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
                if (drawn.IsPartial)
                {
                    context.Response.Headers["Digitize-Partial"] = "true";
                }

                var (type, extension) = drawn.Format == FileFormat.Png ? ("image/png", "png") : ("image/jpeg", "jpg");
                var name = $"{Path.GetFileNameWithoutExtension(found.Document.FileName)}-{found.Page}{suffix}.{extension}";
                return TypedResults.File(drawn.Bytes, type, name, enableRangeProcessing: isKept, found.Version.CreatedAt, tag);
            default:
                return new Problem(ProblemTypes.NoPictures);
        }
    }

    private static string TagOf(Found found, int? width)
    {
        var what = $"{Convert.ToHexStringLower(found.Version.PdfSha256)} {found.Page} {width} {Drawing}";
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(what)))}\"";
    }

    private sealed record Found(Document Document, DocumentVersion Version, PageNumber Page, DocumentKeys Keys);
}
