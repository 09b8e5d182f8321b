using System.Text.Json;
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
        var response = httpContext.Response;
        response.StatusCode = Type.Status;
        response.ContentType = "application/problem+json";
        if (Type == ProblemTypes.Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"digitize\"";
        }

        var title = WantsGerman(httpContext.Request) ? Type.German : Type.English;
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

    private static bool WantsGerman(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(entry => entry.Quality ?? 1)
        .Select(entry => entry.Value.ToString())
        .FirstOrDefault(value => value.StartsWith("de", StringComparison.OrdinalIgnoreCase) || value.StartsWith("en", StringComparison.OrdinalIgnoreCase))
        ?.StartsWith("de", StringComparison.OrdinalIgnoreCase) ?? false;
}
