using System.Text.Json;
using System.Text.Json.Nodes;
using Digitize.Accounts;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.OnThePhone;

/// <summary>
/// What a device needs to have the screens as an application. The two pages that work without the line are open to strangers: the worker fetches them without a cookie, and so keeps nothing of a person.
/// </summary>
internal static class PhoneRoutes
{
    public const string Capture = "/capture";
    public const string OnDevice = "/offline";

    private const string Worker = "service-worker.js";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").OpenToStrangers();
        open.MapGet("/manifest.webmanifest", (HttpContext context, Assets assets) => TypedResults.Text(Manifest(Language.Of(context.Request), assets).ToJsonString(), "application/manifest+json")).ExcludeFromDescription();
        open.MapGet("/" + Worker, WorkerText).ExcludeFromDescription();
        open.MapGet(Capture, ShowCapture).IsScreen();

        // The worker receives what is shared. Where it is not there yet, nothing is kept: the application that shares has it still.
        open.MapPost("/share", () => new SeeOther(OnDevice + "?shared=lost")).ExcludeFromDescription();
        open.MapGet(OnDevice, () => Screen.Of<OnDeviceScreen>()).IsScreen();
    }

    private static IResult ShowCapture(HttpContext context) => Callers.Of(context) switch
    {
        { MustReplacePassword: true } => new Problem(ProblemTypes.PasswordToReplace),
        { } caller when !caller.May(Permissions.WriteDocuments) => new Problem(ProblemTypes.Forbidden),
        _ => Screen.Of<CaptureScreen>(),
    };

    /// <summary>At the root, because a worker has no say over what lies above it; never kept, so that a new version is found at the next visit.</summary>
    private static ContentHttpResult WorkerText(Assets assets)
    {
        var files = JsonSerializer.Serialize(assets.Names.Where(name => name != Worker));
        return TypedResults.Text($"const root = {JsonSerializer.Serialize(assets.Root)}\nconst files = {files}\n{assets.TextOf(Worker)}", "text/javascript; charset=utf-8");
    }

    private static JsonObject Manifest(Language language, Assets assets) => new()
    {
        ["id"] = "/",
        ["name"] = "Digitize",
        ["short_name"] = "Digitize",
        ["description"] = language.Say("Your letters: scanned, read, searchable.", "Ihre Briefe: gescannt, gelesen, durchsuchbar."),
        ["lang"] = language.Code,
        ["start_url"] = "/",
        ["scope"] = "/",
        ["display"] = "standalone",
        ["background_color"] = "#f7f6f2",
        ["theme_color"] = "#0b5563",
        ["icons"] = new JsonArray(
            Icon(assets, "digitize.svg", "any", "any", "image/svg+xml"),
            Icon(assets, "icons/mark-192.png", "192x192", "any"),
            Icon(assets, "icons/mark-512.png", "512x512", "any"),
            Icon(assets, "icons/mark-maskable-192.png", "192x192", "maskable"),
            Icon(assets, "icons/mark-maskable-512.png", "512x512", "maskable")),
        ["share_target"] = new JsonObject
        {
            ["action"] = "/share",
            ["method"] = "POST",
            ["enctype"] = "multipart/form-data",
            ["params"] = new JsonObject { ["files"] = new JsonArray(new JsonObject { ["name"] = "files", ["accept"] = new JsonArray("application/pdf", "image/*", ".pdf", ".tif", ".tiff", ".heic", ".heif", ".jp2") }) },
        },
        ["shortcuts"] = new JsonArray(new JsonObject
        {
            ["name"] = language.Say("Scan a letter", "Brief scannen"),
            ["short_name"] = language.Say("Scan", "Scannen"),
            ["url"] = Capture,
            ["icons"] = new JsonArray(Icon(assets, "icons/mark-192.png", "192x192", "any")),
        }),
    };

    private static JsonObject Icon(Assets assets, string name, string sizes, string purpose, string type = "image/png") =>
        new() { ["src"] = assets.AddressOf(name), ["sizes"] = sizes, ["type"] = type, ["purpose"] = purpose };
}
