using System.Text.Json;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Digitize.Web.Problems;

/// <summary>A "no" as an answer: RFC 9457, in the language that the caller asks for.</summary>
internal sealed class Problem(ProblemType type, string? detail = null) : IResult, IStatusCodeHttpResult
{
    public ProblemType Type { get; } = type;

    public int? StatusCode => Type.Status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (ScreenRoute.Of(httpContext) is not null)
        {
            await RefusedScreens.AnswerAsync(httpContext, Type);
            return;
        }

        var response = httpContext.Response;
        response.StatusCode = Type.Status;
        response.ContentType = "application/problem+json";
        if (Type == ProblemTypes.Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"digitize\"";
        }

        var title = Language.Of(httpContext.Request).Say(Type.English, Type.German);
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", Type.Uri);
            json.WriteString("title", title);
            json.WriteNumber("status", Type.Status);
            if (detail is not null)
            {
                json.WriteString("detail", detail);
            }

            json.WriteEndObject();
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body.ToArray(), httpContext.RequestAborted);
        }
    }
}
