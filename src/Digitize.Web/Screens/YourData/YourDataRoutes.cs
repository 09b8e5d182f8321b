using System.Globalization;
using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Exports;
using Digitize.Privacy;
using Digitize.Retention;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.YourData;

/// <summary>What people may know and want of what is stored about them: facts, exports, the end of the contract, restricted documents, erasure. The operations of the interface do what is asked.</summary>
internal static class YourDataRoutes
{
    private const string Address = "/account/data";
    private const int AtOnce = 50;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/log-policy", () => Screen.Of<LogPolicyScreen>()).OpenToStrangers().IsScreen();
        routes.MapGet(Address, (StoredFacts facts, AccountExports exports, HttpContext context, CancellationToken cancel) => PageAsync(null, facts, exports, context, cancel)).NeedsCaller().IsScreen().AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        var owners = routes.MapGroup("").Needs(Permissions.ManageAccount).AddEndpointFilter(OwnAccountEndpoints.PeopleOnlyAsync);
        owners.MapGet(Address + "/exports", async (AccountExports exports, HttpContext context, CancellationToken cancel) => Screen.Of<ExportList>((nameof(ExportList.Exports), await ExportsAsync(exports, context, cancel)))).ExcludeFromDescription();
        owners.MapPost(Address + "/exports", AskAsync).IsScreen().FromOwnPages();
        owners.MapPost(Address + "/exports/{export}", DeleteAsync).IsScreen().FromOwnPages();
        owners.MapPost(Address + "/contract-end", EndContractAsync).IsScreen().FromOwnPages();
        owners.MapPost(Address + "/contract-end/undo", UndoContractEndAsync).IsScreen().FromOwnPages();
        owners.MapGet("/restricted", ShowRestrictedAsync).IsScreen();
        owners.MapPost("/restricted/{id}", LiftAsync).IsScreen().FromOwnPages();
        owners.MapGet("/documents/{id}/keeping", ShowKeepingAsync).IsScreen();
        owners.MapPost("/documents/{id}/keeping/restriction", RestrictAsync).IsScreen().FromOwnPages();
        owners.MapPost("/documents/{id}/keeping/erasure", EraseAsync).IsScreen().FromOwnPages();
    }

    private static async Task<Screen> PageAsync(Problem? refusal, StoredFacts facts, AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        var stored = await facts.LookAsync(context, cancel);
        var screen = Screen.Of<YourDataScreen>(
            (nameof(YourDataScreen.Stored), stored),
            (nameof(YourDataScreen.Exports), stored.Account is null ? [] : await ExportsAsync(exports, context, cancel)),
            (nameof(YourDataScreen.Refusal), refusal?.Type));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }

    private static async Task<IReadOnlyList<ExportAnswer>> ExportsAsync(AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        var answers = new List<ExportAnswer>();
        foreach (var export in await exports.ListAsync(Callers.AccountOf(context), cancel))
        {
            answers.Add(await ExportAnswer.OfAsync(export, exports, cancel));
        }

        return answers;
    }

    private static async Task<IResult> AskAsync(AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        await exports.AskAsync(Callers.AccountOf(context), Callers.ActorOf(context), cancel);
        return new SeeOther(Address + "#exports");
    }

    private static async Task<IResult> DeleteAsync(string export, AccountExports exports, HttpContext context, CancellationToken cancel)
    {
        if (ExportId.TryParse(export) is { } id)
        {
            await exports.DeleteAsync(Callers.AccountOf(context), id, Callers.ActorOf(context), cancel);
        }

        return new SeeOther(Address + "#exports");
    }

    private static async Task<IResult> EndContractAsync(Contracts contracts, StoredFacts facts, AccountExports exports, RetentionOptions options, TimeProvider time, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var wish = new ContractEndRequest(DayOf(form["on"]), DayOf(form["erase-on"]));
        var answer = form["is-understood"].Count == 0 ? new Problem(ProblemTypes.BadRequest) : await LeavingEndpoints.EndAsync(Callers.AccountOf(context), wish, contracts, options, time, Callers.ActorOf(context), cancel);
        return answer is Problem no ? await PageAsync(no, facts, exports, context, cancel) : new SeeOther(Address + "#contract");
    }

    private static async Task<IResult> UndoContractEndAsync(Contracts contracts, StoredFacts facts, AccountExports exports, HttpContext context, CancellationToken cancel) =>
        await LeavingEndpoints.UndoAsync(Callers.AccountOf(context), contracts, Callers.ActorOf(context), cancel) is Problem no ? await PageAsync(no, facts, exports, context, cancel) : new SeeOther(Address + "#contract");

    private static async Task<IResult> ShowRestrictedAsync(string? after, DocumentQueries documents, CancellationToken cancel)
    {
        var list = await documents.RestrictedAsync(DocumentCursor.TryParse(after), AtOnce, cancel);
        return Screen.Of<RestrictedScreen>((nameof(RestrictedScreen.Documents), list.Documents), (nameof(RestrictedScreen.More), list.Next is { } next ? $"/restricted?after={Uri.EscapeDataString(next)}" : null));
    }

    private static async Task<IResult> LiftAsync(string id, DocumentQueries documents, Restriction restriction, HttpContext context, CancellationToken cancel)
    {
        if (await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        await restriction.LiftAsync(document.AccountId, document.Id, Callers.ActorOf(context), cancel);
        return new SeeOther($"/documents/{document.Id}");
    }

    private static async Task<IResult> ShowKeepingAsync(string id, DocumentQueries documents, HttpContext context, CancellationToken cancel) =>
        await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is { } document ? Keeping(document, null) : new Problem(ProblemTypes.NotFound);

    private static async Task<IResult> RestrictAsync(string id, DocumentQueries documents, Restriction restriction, HttpContext context, CancellationToken cancel)
    {
        if (await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        if (LegalHolds.CleanReason((await context.Request.ReadFormAsync(cancel))["reason"]) is not { } reason)
        {
            return Keeping(document, Language.Of(context.Request).Say("Please give a reason in some words.", "Bitte begründen Sie es in ein paar Worten.")).With(ProblemTypes.BadRequest.Status);
        }

        await restriction.BeginAsync(document.AccountId, document.Id, reason, Callers.ActorOf(context), cancel);
        return new SeeOther("/restricted");
    }

    private static async Task<IResult> EraseAsync(string id, DocumentQueries documents, Erasure erasure, HttpContext context, CancellationToken cancel)
    {
        if (await RestrictionEndpoints.FindAsync(documents, id, context, cancel) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var language = Language.Of(context.Request);
        if ((await context.Request.ReadFormAsync(cancel))["title"].ToString().Trim() != document.Title.Trim())
        {
            return Keeping(document, language.Say("This is not the title; nothing was erased.", "Das ist nicht der Titel; nichts wurde gelöscht.")).With(ProblemTypes.BadRequest.Status);
        }

        return await BackupEndpoints.EraseAsync(id, erasure, context, cancel) switch
        {
            Ok<ErasureReceipt> { Value: { } receipt } => Screen.Of<ErasedScreen>((nameof(ErasedScreen.Title), document.Title), (nameof(ErasedScreen.Receipt), receipt)),
            Problem no => Keeping(document, language.Say(no.Type.English, no.Type.German)).With(no.Type.Status),
            var other => other,
        };
    }

    private static Screen Keeping(Document document, string? refusal) => Screen.Of<KeepingScreen>((nameof(KeepingScreen.Document), document), (nameof(KeepingScreen.Refusal), refusal));

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
