using System.Collections.Concurrent;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Intake;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Digitize.Web.Api;

/// <summary>Keys of requests that are running in this process: the second one is told to wait instead of sending the same bytes twice.</summary>
internal sealed class RunningKeys
{
    private readonly ConcurrentDictionary<(AccountId, string), bool> _running = new();

    public bool TryEnter(AccountId account, string key) => _running.TryAdd((account, key), true);

    public void Leave(AccountId account, string key) => _running.TryRemove((account, key), out _);
}

/// <summary>A document in one request: a form, or the bare bytes.</summary>
internal static class IntakeEndpoint
{
    private const int LongestKey = 200;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/documents", AcceptAsync).Needs(Permissions.WriteDocuments).WithName("createDocument")
            .WithSummary("Send a scan as multipart/form-data (file, title, languages, tags, type, date, split) or as the bare bytes. split=separators makes several documents of a stack with PATCH-T sheets between its letters, split=barcodes begins one at every page with a barcode. An Idempotency-Key makes it safe to send again.")
            .Produces<DocumentAnswer>(201);

    private static async Task<IResult> AcceptAsync(HttpContext context, Intake.Intake intake, DocumentQueries documents, RunningKeys running, WebOptions options, CancellationToken cancel)
    {
        if (context.Request.ContentLength > options.MaxUploadBytes + (1 << 20))
        {
            return new Problem(ProblemTypes.TooLarge);
        }

        // The intake counts the bytes itself.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var account = Callers.AccountOf(context);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > LongestKey || key.Any(char.IsControl))
        {
            return new Problem(ProblemTypes.BadRequest, $"Idempotency-Key has at most {LongestKey} characters.");
        }

        if (key.Length > 0 && !running.TryEnter(account, key))
        {
            return new Problem(ProblemTypes.StillInFlight);
        }

        try
        {
            var begun = new Submission(account, Callers.Of(context)!.User?.Value, "", null, "", key.Length > 0 ? key : null, "upload", SplitMode.None) { By = Callers.ActorOf(context) };
            return await ReadAsync(context, intake, begun, cancel) is { } result ? await AnswerAsync(result, documents, cancel) : NoScan();
        }
        finally
        {
            if (key.Length > 0)
            {
                running.Leave(account, key);
            }
        }
    }

    private static Problem NoScan() => new(ProblemTypes.WrongMediaType, "Send multipart/form-data with a file, or the bytes of the scan as application/octet-stream, application/pdf or an image type.");

    /// <summary>Null when the media type is none that a scan comes in.</summary>
    private static async Task<IntakeResult?> ReadAsync(HttpContext context, Intake.Intake intake, Submission begun, CancellationToken cancel)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
            if (string.IsNullOrEmpty(boundary) || boundary.Length > 100)
            {
                throw new BadHttpRequestException("The form has no boundary.");
            }

            var form = new SubmittedForm(new MultipartReader(boundary, request.Body));
            await using var file = await form.FindFileAsync(cancel) ?? throw new BadHttpRequestException("The form has no file.");
            return await intake.AcceptAsync(form.Complete(begun), file, async stop =>
            {
                await form.ReadRestAsync(stop);
                return form.Complete(begun);
            }, cancel);
        }

        if (type.Type != "image" && type.MediaType.Value is not ("application/pdf" or "application/octet-stream"))
        {
            return null;
        }

        var named = Submissions.With(begun with { FileName = FileNameOf(request) }, name => request.Query[name] is [{ } value, ..] ? value : null);
        return await intake.AcceptAsync(named, new SenderStream(request.Body), cancel);
    }

    private static string FileNameOf(HttpRequest request)
    {
        if (request.Query["fileName"] is [{ Length: > 0 } asked, ..])
        {
            return asked;
        }

        return ContentDispositionHeaderValue.TryParse(request.Headers.ContentDisposition.ToString(), out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? ""
            : "";
    }

    private static async Task<IResult> AnswerAsync(IntakeResult result, DocumentQueries documents, CancellationToken cancel) => result switch
    {
        IntakeResult.Accepted accepted => await CreatedAsync(accepted.Id, documents, cancel),
        IntakeResult.AlreadyKnown known => await CreatedAsync(known.Id, documents, cancel),
        _ => ProblemOf(result),
    };

    internal static Problem ProblemOf(IntakeResult result) => result switch
    {
        IntakeResult.KeyUsedForOther => new Problem(ProblemTypes.KeyUsedForOther),
        IntakeResult.Refused refused => new Problem(ProblemTypes.For(refused.Reason.Code), refused.Reason.Detail),
        IntakeResult.NoSuchType => new Problem(ProblemTypes.BadRequest, TypeEndpoints.NoSuchType),
        IntakeResult.ContractEnded => new Problem(ProblemTypes.ContractEnded),
        IntakeResult.NoSpace => new Problem(ProblemTypes.NoSpace),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static async Task<IResult> CreatedAsync(DocumentId id, DocumentQueries documents, CancellationToken cancel)
    {
        if (await documents.FindWithTrashAsync(id, cancel) is not { } document)
        {
            // Sent again with the same key, after it was restricted.
            return new Problem(ProblemTypes.Restricted);
        }

        return TypedResults.Created($"/api/v1/documents/{id}", await DocumentEndpoints.AnswerAsync(documents, document, cancel));
    }
}
