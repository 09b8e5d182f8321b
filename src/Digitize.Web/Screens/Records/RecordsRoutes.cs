using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Operations;
using Digitize.Privacy;
using Digitize.Retention;
using Digitize.Web.Access;
using Digitize.Web.Api;
using Digitize.Web.Problems;
using Digitize.Web.Screens.Frame;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Screens.Records;

/// <summary>How long what is kept, what may not be deleted, and who did what: for owners. The operations of the interface do what is asked.</summary>
internal static class RecordsRoutes
{
    private const string Address = "/records";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var owners = routes.MapGroup(Address).Needs(Permissions.ManageAccount);
        owners.MapGet("", (DocumentTypes types, RetentionRounds rounds, DocumentQueries documents, RetentionOptions times, HttpContext context, CancellationToken cancel) => TimesAsync(null, types, rounds, documents, times, context, cancel)).IsScreen();
        owners.MapPost("/types", AddTypeAsync).IsScreen().FromOwnPages();
        owners.MapPost("/types/{type}", ChangeTypeAsync).IsScreen().FromOwnPages();
        owners.MapGet("/holds", (string? document, LegalHolds holds, Members members, DocumentQueries documents, HttpContext context, CancellationToken cancel) => HoldsAsync(null, document, holds, members, documents, context, cancel)).IsScreen();
        owners.MapPost("/holds", PlaceHoldAsync).IsScreen().FromOwnPages();
        owners.MapPost("/holds/{hold}", LiftHoldAsync).IsScreen().FromOwnPages();
        owners.MapGet("/audit", ShowAuditAsync).IsScreen();
        owners.MapGet("/audit/proof", async (ChainProofs proofs, HttpContext context, CancellationToken cancel) => Screen.Of<ProofPart>((nameof(ProofPart.Proof), await proofs.ProveAsync(Callers.AccountOf(context), cancel)))).ExcludeFromDescription();
    }

    private static async Task<Screen> TimesAsync(Problem? refusal, DocumentTypes types, RetentionRounds rounds, DocumentQueries documents, RetentionOptions times, HttpContext context, CancellationToken cancel)
    {
        var language = Language.Of(context.Request);
        var screen = Screen.Of<KeptTimesScreen>(
            (nameof(KeptTimesScreen.Now), await KeptTimes.LookAsync(Callers.AccountOf(context), types, rounds, documents, times, cancel)),
            (nameof(KeptTimesScreen.Refusal), Sentence(refusal, language, language.Say(
                $"A type has a name of at most {TagName.MostCharacters} printed characters, and a number of months from 1 to {DocumentType.LongestMonths} or none.",
                $"Eine Art hat einen Namen von höchstens {TagName.MostCharacters} druckbaren Zeichen und eine Zahl von Monaten von 1 bis {DocumentType.LongestMonths} oder keine."))));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }

    private static async Task<IResult> AddTypeAsync(DocumentTypes types, RetentionRounds rounds, DocumentQueries documents, RetentionOptions times, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        return await TypeEndpoints.AddAsync(TypeOf(form), types, context, cancel) is Problem no ? await TimesAsync(no, types, rounds, documents, times, context, cancel) : new SeeOther(Address);
    }

    private static async Task<IResult> ChangeTypeAsync(string type, DocumentTypes types, RetentionRounds rounds, DocumentQueries documents, RetentionOptions times, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var made = form["does"].ToString() switch
        {
            "change" => await TypeEndpoints.ReplaceAsync(type, TypeOf(form), types, context, cancel),
            "remove" when form["is-understood"].Count > 0 => await TypeEndpoints.RemoveAsync(type, types, context, cancel),
            _ => new Problem(ProblemTypes.BadRequest),
        };
        return made is Problem no ? await TimesAsync(no, types, rounds, documents, times, context, cancel) : new SeeOther(Address);
    }

    private static async Task<Screen> HoldsAsync(Problem? refusal, string? document, LegalHolds holds, Members members, DocumentQueries documents, HttpContext context, CancellationToken cancel)
    {
        var on = DocumentId.TryParse(document) is { } id ? await documents.FindWithRestrictedAsync(id, cancel) : null;
        var language = Language.Of(context.Request);
        var screen = Screen.Of<HoldsScreen>(
            (nameof(HoldsScreen.Now), await HeldDocuments.LookAsync(Callers.AccountOf(context), on, holds, members, documents, cancel)),
            (nameof(HoldsScreen.Refusal), Sentence(refusal, language, language.Say("Please give a reason in some words.", "Bitte begründen Sie es in ein paar Worten."))));
        return refusal is null ? screen : screen.With(refusal.Type.Status);
    }

    private static async Task<IResult> PlaceHoldAsync(LegalHolds holds, Members members, DocumentQueries documents, HttpContext context, CancellationToken cancel)
    {
        var form = await context.Request.ReadFormAsync(cancel);
        var (document, reason) = (form["document"].ToString(), form["reason"].ToString());

        // What is no id must not become a hold on everything.
        var answer = document.Length == 0 ? await HoldEndpoints.PlaceAsync(new HoldRequest(null, reason), holds, context, cancel)
            : Guid.TryParse(document, out var id) ? await HoldEndpoints.PlaceAsync(new HoldRequest(id, reason), holds, context, cancel)
            : new Problem(ProblemTypes.NotFound);
        return answer is Problem no ? await HoldsAsync(no, document, holds, members, documents, context, cancel) : new SeeOther(Address + "/holds");
    }

    private static async Task<IResult> LiftHoldAsync(string hold, LegalHolds holds, Members members, DocumentQueries documents, HttpContext context, CancellationToken cancel) =>
        await HoldEndpoints.ReleaseAsync(hold, holds, context, cancel) is Problem no ? await HoldsAsync(no, null, holds, members, documents, context, cancel) : new SeeOther(Address + "/holds");

    private static async Task<IResult> ShowAuditAsync(
        string? who, string? what, string? from, string? until, long? before, AuditTrail trail, Members members, DocumentQueries documents, HttpContext context, CancellationToken cancel) =>
        Screen.Of<AuditScreen>((nameof(AuditScreen.Record), await AccountRecord.LoadAsync(
            Callers.AccountOf(context), RecordQuestion.Of(who, what, from, until), before, trail, members, documents, Language.Of(context.Request), cancel)));

    /// <summary>A number that is none is refused like one that is too large.</summary>
    private static TypeRequest TypeOf(IFormCollection form) => new(form["name"], form["months"].ToString() is { Length: > 0 } text ? int.TryParse(text, out var months) ? months : 0 : null);

    private static string? Sentence(Problem? refusal, Language language, string rule) =>
        refusal is null ? null : refusal.Type == ProblemTypes.BadRequest ? rule : language.Say(refusal.Type.English, refusal.Type.German);
}
