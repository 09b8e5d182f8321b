using Digitize.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Problems;

/// <summary>Turns what the framework says without words, and what went wrong, into problems. The process's edge: the only place that catches everything.</summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await new Problem(Find(bad.StatusCode) ?? ProblemTypes.BadRequest, (bad as RefusedFieldException)?.Message).ExecuteAsync(context);
            return;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception full) when (FullDisk.IsBehind(full) && !context.Response.HasStarted)
        {
            await new Problem(ProblemTypes.NoSpace).ExecuteAsync(context);
            return;
        }
        catch (Exception broken) when (!context.Response.HasStarted)
        {
            // Without the exception's text: it may quote what a customer sent.
            LogBroken(log, context.TraceIdentifier, broken.GetType().Name, broken.StackTrace);
            await new Problem(ProblemTypes.Broken, $"Tell the operator this number: {context.TraceIdentifier}").ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (!response.HasStarted && response.StatusCode >= 400 && (response.ContentType is null || response.StatusCode == StatusCodes.Status416RangeNotSatisfiable) && Find(response.StatusCode) is { } type)
        {
            await new Problem(type).ExecuteAsync(context);
        }
    }

    private static ProblemType? Find(int status) => status switch
    {
        400 => ProblemTypes.BadRequest,
        404 => ProblemTypes.NotFound,
        405 => ProblemTypes.WrongMethod,
        413 => ProblemTypes.TooLarge,
        415 => ProblemTypes.WrongMediaType,
        416 => ProblemTypes.RangeUnsatisfiable,
        _ => null,
    };

    [LoggerMessage(1, LogLevel.Error, "Request {Request} failed: {Kind} {Stack}")]
    private static partial void LogBroken(ILogger log, string request, string kind, string? stack);
}
