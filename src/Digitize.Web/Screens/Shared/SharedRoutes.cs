using Digitize.Accounts;
using Digitize.Sharing;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Protection;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.Shared;

/// <summary>
/// What somebody sees who was sent a link: the password where there is one, then the title and the way to the PDF. Only a form fetches it, so that programs which look at links in mails use up none.
/// </summary>
internal static class SharedRoutes
{
    private const int LongestToken = 64;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var shared = routes.MapGroup(ShareEndpoints.PublicAddress + "/{token}").OpenToStrangers().IsScreen();
        shared.MapGet("", ShowAsync);
        shared.MapPost("", OpenAsync);
        shared.MapPost("/pdf", FetchAsync);
        shared.MapGet("/pdf", (string token) => new SeeOther($"{ShareEndpoints.PublicAddress}/{token}"));
    }

    private static async Task<IResult> ShowAsync(string token, SharedDocuments documents, CancellationToken cancel) => await FindAsync(token, documents, cancel) switch
    {
        null => Nothing(),
        { PasswordHash: not null } => Door(token),
        var link => Content(token, await documents.ShowAsync(link, "", cancel)),
    };

    /// <summary>With the password.</summary>
    private static async Task<IResult> OpenAsync(string token, SharedDocuments documents, RateLimits limits, HttpContext context, CancellationToken cancel)
    {
        if (await FindAsync(token, documents, cancel) is not { } link)
        {
            return Nothing();
        }

        if (limits.JudgeShared(context, link.Id) is not null)
        {
            return Door(token, ProblemTypes.TooManyRequests).With(ProblemTypes.TooManyRequests.Status);
        }

        var password = (await context.Request.ReadFormAsync(cancel))["password"].ToString();
        if (password.Length > Passwords.LongestLength || await documents.ShowAsync(link, password, cancel) is not { } shown)
        {
            return Door(token, ProblemTypes.SharePasswordRefused).With(ProblemTypes.SharePasswordRefused.Status);
        }

        limits.Remember(context, link.Id);
        return Content(token, shown);
    }

    private static async Task<IResult> FetchAsync(string token, SharedDocuments documents, HttpContext context, CancellationToken cancel)
    {
        var proof = (await context.Request.ReadFormAsync(cancel))["proof"].ToString();
        if (await FindAsync(token, documents, cancel) is not { } link)
        {
            return Nothing();
        }

        if (await documents.FetchAsync(link, proof, Addresses.ShortOf(context), cancel) is { } pdf)
        {
            context.Response.Headers.ContentSecurityPolicy = SecurityHeaders.DocumentPolicy;
            return TypedResults.File(pdf.Content, "application/pdf", NameOf(pdf.Title));
        }

        // The password was typed too long ago, or somebody else was faster with the last fetch.
        return link.PasswordHash is not null && await FindAsync(token, documents, cancel) is not null ? Door(token) : Nothing();
    }

    private static async Task<ShareLink?> FindAsync(string token, SharedDocuments documents, CancellationToken cancel) =>
        token.Length <= LongestToken ? await documents.FindAsync(token, cancel) : null;

    private static Screen Nothing() => Screen.Of<NothingSharedScreen>().With(StatusCodes.Status404NotFound);

    private static Screen Door(string token, ProblemType? refusal = null) => Screen.Of<SharedDoorScreen>((nameof(SharedDoorScreen.Token), token), (nameof(SharedDoorScreen.Refusal), refusal));

    private static Screen Content(string token, SharedDocument? shown) =>
        shown is null ? Nothing() : Screen.Of<SharedScreen>((nameof(SharedScreen.Token), token), (nameof(SharedScreen.Document), shown));

    /// <summary>A title is no path on anybody's machine.</summary>
    private static string NameOf(string title) => string.Concat(title.Select(sign => char.IsControl(sign) || "/\\:*?\"<>|".Contains(sign, StringComparison.Ordinal) ? '-' : sign)) + ".pdf";
}
