using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Http;

namespace Digitize.Web.Screens.Frame;

/// <summary>What people see in place of a screen that they cannot have: the door, or a sentence and a way on.</summary>
internal static class RefusedScreens
{
    public static Task AnswerAsync(HttpContext context, ProblemType type)
    {
        if (type == ProblemTypes.Unauthorized)
        {
            context.Response.Redirect(Door.AddressTo(context));
            return Task.CompletedTask;
        }

        if (type == ProblemTypes.PasswordToReplace)
        {
            context.Response.Redirect("/password");
            return Task.CompletedTask;
        }

        return Screen.Of<RefusedScreen>((nameof(RefusedScreen.Type), type), (nameof(RefusedScreen.Number), type == ProblemTypes.Broken ? context.TraceIdentifier : null)).With(type.Status).ExecuteAsync(context);
    }
}

/// <summary>Where people come in, and where they go from there.</summary>
internal static class Door
{
    public const string Address = "/sign-in";

    /// <summary>The way in that leads back to what was asked for.</summary>
    public static string AddressTo(HttpContext context) => HttpMethods.IsGet(context.Request.Method) && context.Request.Path != "/"
        ? $"{Address}?to={Uri.EscapeDataString($"{context.Request.Path}{context.Request.QueryString}")}" : Address;

    /// <summary>A place of ours; what leads elsewhere leads home. Browsers take a backslash for a slash.</summary>
    public static string PlaceOf(string? to) => to is ['/', ..] && !to.StartsWith("//", StringComparison.Ordinal) && !to.Contains('\\', StringComparison.Ordinal) && !to.Any(char.IsControl) ? to : "/";

    /// <summary>The first screen of somebody.</summary>
    public static string HomeOf(Caller caller) => caller.May(Permissions.ReadDocuments) ? "/documents" : "/operator";
}
