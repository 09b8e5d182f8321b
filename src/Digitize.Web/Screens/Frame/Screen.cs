using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digitize.Web.Screens.Frame;

/// <summary>Marks a route as a screen: what it refuses is said on a page, and strangers are led to the door.</summary>
internal sealed record ScreenRoute
{
    /// <summary>Null when the request is for a program.</summary>
    public static ScreenRoute? Of(HttpContext context)
    {
        if (context.GetEndpoint() is { } endpoint)
        {
            return endpoint.Metadata.GetMetadata<ScreenRoute>();
        }

        var isForPrograms = new[] { "/api", "/openapi", "/health", "/metrics", "/assets" }.Any(start => context.Request.Path.StartsWithSegments(start));
        return !isForPrograms && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) ? new ScreenRoute() : null;
    }
}

internal static class ScreenRoutes
{
    /// <summary>Screens are no operations: the description of the interface is silent about them.</summary>
    public static TBuilder IsScreen<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new ScreenRoute()).ExcludeFromDescription();
}

/// <summary>A component as an answer: a whole page, or a part that a page puts into itself.</summary>
internal sealed class Screen(Type component, IReadOnlyDictionary<string, object?> parameters, int status = StatusCodes.Status200OK) : IResult
{
    public static Screen Of<TComponent>(params (string Name, object? Value)[] parameters)
        where TComponent : IComponent => new(typeof(TComponent), parameters.ToDictionary(pair => pair.Name, pair => pair.Value));

    public Screen With(int other) => new(component, parameters, other);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync(component, ParameterView.FromDictionary(parameters.ToDictionary()));
            using var text = new StringWriter();
            root.WriteHtmlTo(text);
            return text.ToString();
        });

        var body = Encoding.UTF8.GetBytes(html);
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        httpContext.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await httpContext.Response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
