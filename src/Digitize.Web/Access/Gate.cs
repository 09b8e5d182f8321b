using Digitize.Accounts;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Digitize.Web.Access;

/// <summary>Lets a request through to its operation, or says why not. The account comes from the credential and from nowhere else.</summary>
internal sealed class Gate(RequestDelegate next, Callers callers, RateLimits limits, ReleasedReading released)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // What is no route is the framework's answer to a wrong method or media type.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }

        var caller = await callers.FindAsync(context, context.RequestAborted);
        Callers.Remember(context, caller);
        var wait = limits.Judge(context, caller);
        if (wait is null && caller is not null && await released.LetInAsync(context, endpoint, caller, context.RequestAborted) is { } let)
        {
            caller = let;
            Callers.Remember(context, caller);
        }

        if ((wait ?? Judge(context.Request, endpoint.Metadata.GetMetadata<Needs>(), caller)) is { } no)
        {
            await no.ExecuteAsync(context);
            return;
        }

        if (caller?.Account is { } account)
        {
            context.RequestServices.GetRequiredService<CurrentAccount>().Set(account);
        }

        await next(context);
    }

    private static Problem? Judge(HttpRequest request, Needs? needs, Caller? caller)
    {
        if (!Callers.IsFromOwnPages(request))
        {
            return new Problem(ProblemTypes.ForeignOrigin);
        }

        if (needs is { Permissions: null })
        {
            return null;
        }

        if (caller is null)
        {
            return new Problem(ProblemTypes.Unauthorized);
        }

        return needs?.Permissions is { } wanted && caller.May(wanted) ? null
            : new Problem(caller.MustReplacePassword ? ProblemTypes.PasswordToReplace : ProblemTypes.Forbidden);
    }
}
