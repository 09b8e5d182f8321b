using System.Globalization;
using System.Security.Cryptography;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Resumable uploads, tus 1.0.0. <see cref="UploadProtocol"/> decides, <see cref="ResumableUploads"/> keeps.</summary>
internal static class UploadEndpoints
{
    private const string Path = "/api/v1/uploads";

    /// <summary>What has waited in a browser says whose it is: somebody else who has signed in there meanwhile does not get it.</summary>
    private const string PersonHeader = "Digitize-For";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Path, ["OPTIONS"], Describe).OpenToStrangers().WithName("describeUploads").WithSummary("What of tus is spoken here.");
        routes.MapPost(Path, CreateAsync).Needs(Permissions.WriteDocuments).WithName("createUpload").WithSummary("Begin a resumable upload (tus creation, with or without its first bytes).").Produces(201);
        routes.MapMethods(Path + "/{id}", ["HEAD"], HeadAsync).Needs(Permissions.WriteDocuments).WithName("getUploadOffset").WithSummary("How far an upload is.").Produces(200);
        routes.MapPatch(Path + "/{id}", PatchAsync).Needs(Permissions.WriteDocuments).WithName("continueUpload").WithSummary("The next bytes of an upload.").Produces(204);
        routes.MapDelete(Path + "/{id}", EndAsync).Needs(Permissions.WriteDocuments).WithName("endUpload").WithSummary("Give an upload up.").Produces(204);
    }

    private static NoContent Describe(HttpContext context, WebOptions options)
    {
        var headers = context.Response.Headers;
        headers["Tus-Resumable"] = UploadProtocol.Version;
        headers["Tus-Version"] = UploadProtocol.Version;
        headers["Tus-Extension"] = UploadProtocol.Extensions;
        headers["Tus-Checksum-Algorithm"] = UploadProtocol.ChecksumAlgorithms;
        headers["Tus-Max-Size"] = options.MaxUploadBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ResumableUploads uploads, Intake.Intake intake, WebOptions options, TimeProvider time, CancellationToken cancel)
    {
        if (Greet(context) is { } wrongVersion)
        {
            return wrongVersion;
        }

        var headers = context.Request.Headers;
        var (request, no) = UploadProtocol.ReadCreation(Header(headers["Upload-Length"]), Header(headers["Upload-Defer-Length"]), Header(headers["Upload-Metadata"]), options.MaxUploadBytes);
        if (request is null)
        {
            return no!;
        }

        var begun = new Submission(Callers.AccountOf(context), Callers.Of(context)!.User?.Value, NameOf(request), null, "", null, "tus", SplitMode.None);
        var submission = Submissions.With(begun, name => request.Metadata.GetValueOrDefault(name));
        if (await intake.RefuseAsync(submission, cancel) is { } refused)
        {
            return IntakeEndpoint.ProblemOf(refused);
        }

        if (await uploads.BeginAsync(submission, request.Length, UploadProtocol.Life, cancel) is not { } upload)
        {
            return new Problem(ProblemTypes.TooManyUploads);
        }

        context.Response.Headers.Location = $"{Path}/{upload.Id}";
        if (context.Request.ContentType is null || context.Request.ContentLength is null or 0)
        {
            Tell(context, upload, 0);
            return TypedResults.StatusCode(201);
        }

        return await AppendAsync(context, uploads, upload, 0, "0", time) is { } notAdded ? notAdded : TypedResults.StatusCode(201);
    }

    private static async Task<IResult> HeadAsync(string id, HttpContext context, ResumableUploads uploads, TimeProvider time, CancellationToken cancel)
    {
        if (Greet(context) is { } wrongVersion)
        {
            return wrongVersion;
        }

        if (await FindAsync(context, uploads, id, cancel) is not { } found)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (IsExpired(found.Upload, time))
        {
            return new Problem(ProblemTypes.UploadGone);
        }

        context.Response.Headers["Upload-Length"] = found.Upload.Length.ToString(CultureInfo.InvariantCulture);
        Tell(context, found.Upload, found.Offset);

        // The process may have died between the last byte and the document: whoever asks again gets it finished.
        return found.Offset == found.Upload.Length && await FinishAsync(context, uploads, found.Upload, cancel) is { } no ? no : TypedResults.Ok();
    }

    private static async Task<IResult> PatchAsync(string id, HttpContext context, ResumableUploads uploads, TimeProvider time, CancellationToken cancel)
    {
        if (Greet(context) is { } wrongVersion)
        {
            return wrongVersion;
        }

        if (await FindAsync(context, uploads, id, cancel) is not { } found)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        return await AppendAsync(context, uploads, found.Upload, found.Offset, Header(context.Request.Headers["Upload-Offset"]), time) is { } no ? no : TypedResults.NoContent();
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, ResumableUploads uploads, CancellationToken cancel)
    {
        if (Greet(context) is { } wrongVersion)
        {
            return wrongVersion;
        }

        if (await FindAsync(context, uploads, id, cancel) is not { } found)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        await uploads.EndAsync(found.Upload, cancel);
        return TypedResults.NoContent();
    }

    /// <summary>Null when all went well and the headers say how far the upload is now.</summary>
    private static async Task<Problem?> AppendAsync(HttpContext context, ResumableUploads uploads, Upload upload, long offset, string? claimed, TimeProvider time)
    {
        var request = context.Request;
        var progress = new UploadProgress(upload.Length, offset, upload.ExpiresAt, upload.DocumentId is not null);
        var (checksum, badChecksum) = UploadProtocol.ReadChecksum(Header(request.Headers["Upload-Checksum"]));
        if ((UploadProtocol.JudgePiece(progress, request.ContentType, claimed, request.ContentLength, time.GetUtcNow()) ?? badChecksum) is { } no)
        {
            return no;
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var expected = checksum is null ? default((HashAlgorithmName, byte[])?) : (checksum.Algorithm == "sha1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, checksum.Hash);

        // Not the request's token: what arrived before the line broke is to be kept.
        switch (await uploads.AppendAsync(upload, offset, request.Body, expected, CancellationToken.None))
        {
            case PieceResult.Kept kept:
                Tell(context, upload, kept.Offset);
                return kept.Offset == upload.Length ? await FinishAsync(context, uploads, upload, CancellationToken.None) : null;
            case PieceResult.ChecksumMismatch:
                return new Problem(ProblemTypes.ChecksumMismatch);
            default:
                return new Problem(ProblemTypes.OffsetConflict);
        }
    }

    private static async Task<Problem?> FinishAsync(HttpContext context, ResumableUploads uploads, Upload upload, CancellationToken cancel)
    {
        var document = upload.DocumentId;
        if (document is null)
        {
            var result = await uploads.FinishAsync(upload, Callers.ActorOf(context), cancel);
            document = result switch
            {
                IntakeResult.Accepted accepted => accepted.Id,
                IntakeResult.AlreadyKnown known => known.Id,
                _ => null,
            };
            if (document is null)
            {
                return IntakeEndpoint.ProblemOf(result);
            }
        }

        context.Response.Headers["Digitize-Document"] = $"/api/v1/documents/{document}";
        return null;
    }

    private static Problem? Greet(HttpContext context)
    {
        context.Response.Headers["Tus-Resumable"] = UploadProtocol.Version;
        if (Header(context.Request.Headers[PersonHeader]) is { } meant && meant != Callers.PersonOf(Callers.Of(context)))
        {
            return new Problem(ProblemTypes.Unauthorized);
        }

        if (UploadProtocol.JudgeVersion(Header(context.Request.Headers["Tus-Resumable"])) is not { } no)
        {
            return null;
        }

        context.Response.Headers["Tus-Version"] = UploadProtocol.Version;
        return no;
    }

    private static void Tell(HttpContext context, Upload upload, long offset)
    {
        context.Response.Headers["Upload-Offset"] = offset.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["Upload-Expires"] = UploadProtocol.WriteExpiry(upload.ExpiresAt);
    }

    private static bool IsExpired(Upload upload, TimeProvider time) => upload.DocumentId is null && time.GetUtcNow() >= upload.ExpiresAt;

    private static async Task<(Upload Upload, long Offset)?> FindAsync(HttpContext context, ResumableUploads uploads, string id, CancellationToken cancel) =>
        UploadId.TryParse(id) is { } parsed ? await uploads.FindAsync(Callers.AccountOf(context), parsed, cancel) : null;

    private static string NameOf(UploadRequest request) => request.Metadata.GetValueOrDefault("filename") ?? request.Metadata.GetValueOrDefault("name") ?? "";

    private static string? Header(Microsoft.Extensions.Primitives.StringValues values) => values is [{ } one] ? one : null;
}
