using Digitize.Accounts;
using Digitize.Documents;
using Digitize.Privacy;
using Digitize.Web.Access;
using Digitize.Web.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digitize.Web.Api;

/// <summary>Who did what, when and why. <see cref="Details"/> is null where there are none.</summary>
public sealed record AuditEntryAnswer(
    long Sequence, DateTimeOffset At, ActorKind ActorKind, string? Actor, AuditAction Action, AuditObject? ObjectKind, string? Object, string? Reason, AuditOutcome Outcome, IReadOnlyDictionary<string, string>? Details)
{
    internal static AuditEntryAnswer Of(AuditLine line) => new(
        line.Entry.Sequence, line.Entry.At, line.Entry.ActorKind, line.Entry.ActorId, line.Entry.Action, line.Entry.ObjectKind, line.Entry.ObjectId, line.Entry.Reason, line.Entry.Outcome, line.Details);
}

/// <summary>Entries of the audit, oldest first. <see cref="Next"/> is what to go on after; null at the end.</summary>
public sealed record AuditListAnswer(IReadOnlyList<AuditEntryAnswer> Entries, long? Next);

/// <summary>The audit of the caller's account, for its owners.</summary>
internal static class AuditEndpoints
{
    private const int UsualLimit = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/audit", ListAsync).Needs(Permissions.ManageAccount).WithName("listAudit").WithSummary("Who changed and read what in the account, oldest first; go on with after=SEQUENCE.").Produces<AuditListAnswer>();
        routes.MapGet("/api/v1/documents/{id}/audit", ListOfDocumentAsync).Needs(Permissions.ManageAccount).WithName("getDocumentAudit").WithSummary("Who changed and read one document, also one that has been purged.").Produces<AuditListAnswer>();
    }

    private static async Task<IResult> ListAsync(AuditTrail trail, HttpContext context, long? after, int? limit, CancellationToken cancel) =>
        Refuse(after, limit) is { } no ? no : TypedResults.Ok(await FindAsync(trail, context, null, after, limit, cancel));

    private static async Task<IResult> ListOfDocumentAsync(string id, AuditTrail trail, DocumentQueries documents, HttpContext context, long? after, int? limit, CancellationToken cancel)
    {
        if (Refuse(after, limit) is { } no)
        {
            return no;
        }

        if (DocumentId.TryParse(id) is not { } document)
        {
            return new Problem(ProblemTypes.NotFound);
        }

        var found = await FindAsync(trail, context, document, after, limit, cancel);
        return found.Entries.Count > 0 || await documents.FindWithTrashAsync(document, cancel) is not null ? TypedResults.Ok(found) : new Problem(ProblemTypes.NotFound);
    }

    private static Problem? Refuse(long? after, int? limit) =>
        limit is < 1 or > AuditTrail.MostAtOnce ? new Problem(ProblemTypes.BadRequest, $"limit lies between 1 and {AuditTrail.MostAtOnce}.")
        : after < 0 ? new Problem(ProblemTypes.BadRequest, "after is the next of an earlier list.")
        : null;

    private static async Task<AuditListAnswer> FindAsync(AuditTrail trail, HttpContext context, DocumentId? document, long? after, int? limit, CancellationToken cancel)
    {
        var most = limit ?? UsualLimit;
        var found = await trail.ListAsync(Callers.AccountOf(context), document, after ?? 0, most + 1, cancel);
        var shown = found.Take(most).Select(AuditEntryAnswer.Of).ToList();
        return new AuditListAnswer(shown, found.Count > most ? shown[^1].Sequence : null);
    }
}
