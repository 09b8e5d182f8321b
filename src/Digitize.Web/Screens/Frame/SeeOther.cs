using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.Frame;

/// <summary>After a form was sent, the page to look at: going back in the browser does not send the form again.</summary>
internal sealed class SeeOther(string place) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = place;
        return Task.CompletedTask;
    }
}
