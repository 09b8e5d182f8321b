using Digitize.Accounts;
using Digitize.Database;
using Digitize.Documents;
using Digitize.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Digitize.Retention;

/// <summary>
/// Puts documents into the trash whose time is over. Goes through those with a type some hundreds at a time, so that memory does not grow with their number; each is looked at once more in the
/// transaction that moves it. Interrupted anywhere, the next round does what is left.
/// </summary>
public sealed class RetentionJob(DigitizeDatabase database, DocumentTrash trash, AuditLog audit, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>What <see cref="RunAsync"/> would do now. Changes nothing.</summary>
    /// <param name="account">Null for all accounts.</param>
    public Task<RetentionPlan> PlanAsync(AccountId? account, CancellationToken cancel) => GoThroughAsync(account, (_, decision) => Task.FromResult(decision), cancel);

    public Task<RetentionPlan> RunAsync(CancellationToken cancel) => GoThroughAsync(null, (facts, decision) => CarryOutAsync(facts, decision, cancel), cancel);

    /// <param name="carryOut">Told each decision; returns the one that was carried out.</param>
    private async Task<RetentionPlan> GoThroughAsync(AccountId? account, Func<RetentionFacts, RetentionDecision, Task<RetentionDecision>> carryOut, CancellationToken cancel)
    {
        var scope = account is { } id ? CurrentAccount.Of(id) : CurrentAccount.Everyone;
        var (due, trashed, isCut, kept) = (new List<PlannedDocument>(), 0, false, new Dictionary<KeepReason, int>());
        DocumentId? after = null;
        while (await ReadAsync(scope, after, cancel) is { Count: > 0 } some)
        {
            after = some[^1].Document;
            foreach (var facts in some)
            {
                var decision = await carryOut(facts, RetentionPolicy.Decide(facts, Today()));
                if (decision is RetentionDecision.Keep keep)
                {
                    kept[keep.Reason] = kept.GetValueOrDefault(keep.Reason) + 1;
                }
                else
                {
                    trashed++;
                }

                if (decision is RetentionDecision.Trash or RetentionDecision.Keep { Reason: KeepReason.Hold or KeepReason.Restricted or KeepReason.TakenBack })
                {
                    isCut |= due.Count == RetentionPlan.LongestList;
                    due.AddRange(isCut ? [] : [new PlannedDocument(facts.Account, facts.Document, facts.Type ?? "", decision)]);
                }
            }
        }

        return new RetentionPlan(due, trashed, kept) { IsCut = isCut };
    }

    private async Task<RetentionDecision> CarryOutAsync(RetentionFacts seen, RetentionDecision decision, CancellationToken cancel)
    {
        if (decision is not RetentionDecision.Trash)
        {
            return decision;
        }

        return await database.WriteAsync(CurrentAccount.Of(seen.Account), async db =>
        {
            var now = time.GetUtcNow();
            await HoldQueries.EnterAsync(db, seen.Account);
            if (await Facts(db).SingleOrDefaultAsync(row => row.Id == seen.Document, cancel) is not { } row)
            {
                return new RetentionDecision.Keep(KeepReason.Deleted, null, "Somebody else was faster.");
            }

            var again = RetentionPolicy.Decide(row.ToFacts(), Today());
            if (again is not RetentionDecision.Trash due)
            {
                return again;
            }

            if (!await Transitions.TrashAsync(db, seen.Document, now + trash.KeptFor, now, due.DueOn))
            {
                return new RetentionDecision.Keep(KeepReason.Deleted, due.DueOn, "Somebody else was faster.");
            }

            await audit.AppendAsync(db, seen.Account, AuditEvent.Of(Actor.System, AuditAction.DocumentTrashed, seen.Document) with { Reason = $"retention of type {row.TypeId}" }, cancel);
            return due;
        }, cancel);
    }

    private async Task<List<RetentionFacts>> ReadAsync(CurrentAccount scope, DocumentId? after, CancellationToken cancel)
    {
        await using var db = database.Open(scope);
        var rows = Facts(db);
        if (after is { } last)
        {
            rows = rows.Where(row => row.Id > last);
        }

        return [.. (await rows.OrderBy(row => row.Id).Take(AtOnce).ToListAsync(cancel)).Select(row => row.ToFacts())];
    }

    /// <summary>Of documents with a type, the restricted ones too: a plan says why they stay. What lies in the trash goes by itself.</summary>
    private static IQueryable<Row> Facts(DigitizeDb db) =>
        from document in db.Documents.IgnoreQueryFilters([DigitizeDb.RestrictionFilter])
        join type in db.DocumentTypes on document.Type equals (DocumentTypeId?)type.Id
        select new Row
        {
            Id = document.Id,
            Account = document.AccountId,
            TypeId = type.Id,
            Type = type.Name,
            KeepMonths = type.KeepMonths,
            ReceivedAt = document.ReceivedAt,
            DatedOn = document.DatedOn,
            DoneFor = document.RetentionDue,
            RestrictedAt = document.RestrictedAt,
            IsHeld = db.LegalHolds.Any(hold => hold.ReleasedAt == null && hold.AccountId == document.AccountId && (hold.DocumentId == null || hold.DocumentId == document.Id)),
        };

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private sealed record Row
    {
        public required DocumentId Id { get; init; }

        public required AccountId Account { get; init; }

        public required DocumentTypeId TypeId { get; init; }

        public required string Type { get; init; }

        public required int? KeepMonths { get; init; }

        public required DateTimeOffset ReceivedAt { get; init; }

        public required DateOnly? DatedOn { get; init; }

        public required DateOnly? DoneFor { get; init; }

        public required DateTimeOffset? RestrictedAt { get; init; }

        public required bool IsHeld { get; init; }

        internal RetentionFacts ToFacts() => new(Account, Id, Type, KeepMonths, DateOnly.FromDateTime(ReceivedAt.UtcDateTime), DatedOn, DoneFor) { IsHeld = IsHeld, IsRestricted = RestrictedAt is not null };
    }
}
